"""Entry point: one step of the lifecycle's state machine. boto3's clients are made here."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from model_lifecycle.aws import Executions, Registry, Stacks
from model_lifecycle.settings import Settings
from model_lifecycle.steps import Steps

# Within the function's 60 s, so that a slow AWS is an error that says so and not a task that timed out.
PATIENT = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})

logger = Logger()


def _wire() -> Steps:
    settings = Settings.from_environ(os.environ)
    return Steps(
        settings=settings,
        registry=Registry(
            sagemaker=boto3.client("sagemaker", config=PATIENT), s3=boto3.client("s3", config=PATIENT)
        ),
        stacks=Stacks(
            cloudformation=boto3.client("cloudformation", config=PATIENT),
            cloudwatch=boto3.client("cloudwatch", config=PATIENT),
        ),
        executions=Executions(states=boto3.client("stepfunctions", config=PATIENT), machine=settings.machine),
    )


_steps = _wire()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do the step that `event` names, and answer what the state machine writes next."""
    del context
    answer = _steps.handle(event)
    logger.info("Step", extra={"step": event.get("step"), "package": event.get("package")})
    return answer
