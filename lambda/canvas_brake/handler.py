"""Entry point: an alarm says that a session is idle; its app is deleted, and no other."""

import os
from datetime import UTC, datetime
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from canvas_brake.core import idle_user
from canvas_brake.settings import AlarmEvent, Settings

APP = "default"
"""The name of every Canvas app."""

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, str | None]:
    """End the session of the alarm's user; a failure is raised, so that Lambda tries again and then tells."""
    del context
    settings = Settings.model_validate(dict(os.environ))
    user = idle_user(AlarmEvent.model_validate(event), domain_id=settings.domain_id, now=datetime.now(tz=UTC))
    if user is not None:
        _end(user, domain_id=settings.domain_id)
    return {"ended": user}


def _end(user: str, *, domain_id: str) -> None:
    try:
        boto3.client("sagemaker").delete_app(
            DomainId=domain_id, UserProfileName=user, AppType="Canvas", AppName=APP
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFound":
            raise
        logger.info("The session is over already", extra={"user": user})
    else:
        logger.info("Ended an idle session", extra={"user": user})
