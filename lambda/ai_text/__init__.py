"""The Lambda function behind the text routes: Amazon Comprehend and Amazon Translate."""
