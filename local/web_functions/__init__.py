"""Functions behind the Lambda Web Adapter: their HTTP server runs here, and is asked as the adapter asks."""
