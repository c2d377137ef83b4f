"""The Lambda function behind the API: checks a request against the model card, then asks the endpoint."""
