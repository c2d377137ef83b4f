"""The Lambda function behind /v1/ai/documents and /v1/jobs: reads documents with Textract."""
