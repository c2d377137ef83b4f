"""Entry point: an alarm says that a session is idle; unless something contradicts, its app is deleted."""

import os
from datetime import UTC, datetime
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from canvas_brake.core import SETTLED, BrakeError, back_since, contradiction, idle_user
from canvas_brake.figures import figures_of
from canvas_brake.settings import AlarmEvent, Settings

APP = "default"
"""The name of every Canvas app."""
GONE = "ResourceNotFound"

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, str | None]:
    """End the session of the alarm's user; a failure is raised, so that Lambda tries again and then tells."""
    del context
    settings, now = Settings.model_validate(dict(os.environ)), datetime.now(tz=UTC)
    user = idle_user(AlarmEvent.model_validate(event), domain_id=settings.domain_id, now=now)
    if user is None or not _is_idle(user, settings=settings, now=now):
        return {"ended": None}
    _end(user, domain_id=settings.domain_id)
    return {"ended": user}


def _is_idle(user: str, *, settings: Settings, now: datetime) -> bool:
    """Tell whether there is a session that nobody uses; raise BrakeError where that is contradicted."""
    begun = _begun(user, domain_id=settings.domain_id)
    if begun is None:
        logger.info("The session is over already", extra={"user": user})
        return False
    figures = figures_of(user, domain_id=settings.domain_id, since=now - settings.idle, until=now)
    if since := back_since(figures, idle=settings.idle):
        if now - since < SETTLED:
            raise BrakeError(
                f"{user}: the alarm rang, and one figure says that the session is used: asked again"
            )
        logger.info("The user is back", extra={"user": user})
        return False
    if said := contradiction(figures, begun=begun, now=now, idle=settings.idle):
        raise BrakeError(f"{user}: the alarm says that nobody uses the session, and {said}")
    return True


def _begun(user: str, *, domain_id: str) -> datetime | None:
    """Return since when there is a session, None where there is none."""
    try:
        app = boto3.client("sagemaker").describe_app(**_app(user, domain_id))
    except ClientError as error:
        if error.response["Error"]["Code"] != GONE:
            raise
        return None
    return None if app["Status"] in ("Deleting", "Deleted", "Failed") else app["CreationTime"]


def _end(user: str, *, domain_id: str) -> None:
    try:
        boto3.client("sagemaker").delete_app(**_app(user, domain_id))
    except ClientError as error:
        if error.response["Error"]["Code"] != GONE:
            raise
        logger.info("The session is over already", extra={"user": user})
    else:
        logger.info("Ended an idle session", extra={"user": user})


def _app(user: str, domain_id: str) -> Any:
    return {"DomainId": domain_id, "UserProfileName": user, "AppType": "Canvas", "AppName": APP}
