"""The Lambda function that does prediction jobs: asks endpoints when they can answer, keeps the results."""
