"""The Lambda function behind /v1/ai/digitize: a scanned page becomes text, translation and analysis."""
