"""The Lambda function behind generative models: an endpoint's response stream as server-sent events."""
