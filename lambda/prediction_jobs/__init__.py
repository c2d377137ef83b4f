"""Predictions as jobs: what the proxy opens, the worker finishes, and `GET /v1/jobs/{id}` answers from."""
