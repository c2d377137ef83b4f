"""The Lambda function behind chat and summaries: Amazon Bedrock's Converse, always through the guardrail."""
