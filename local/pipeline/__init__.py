"""Executes SageMaker pipeline definitions: each step makes the API calls that the service makes on AWS."""
