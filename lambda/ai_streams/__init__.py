"""The Lambda function behind streamed chat: Amazon Bedrock's ConverseStream, always through the guardrail."""
