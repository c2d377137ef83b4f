"""Server-sent events: the HTTP server behind the Lambda Web Adapter, and what all streamed routes share.

Why a server and an adapter: docs/decisions/0005-streams-through-the-web-adapter.md.
"""
