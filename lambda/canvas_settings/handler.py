"""Entry point: CloudFormation asks, the profile gets its Canvas settings, and CloudFormation is answered."""

import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from canvas_settings.aws import StudioProfile
from canvas_settings.core import CanvasSettingsError, put
from canvas_settings.settings import CanvasProperties
from custom_resources import answering
from custom_resources.asked import CustomResourceEvent

RESERVE_SECONDS = 10.0
"""Of the function's time, to answer."""

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Answer one request of CloudFormation. Deleting changes nothing: the settings go with the profile.

    A profile that outlives its `[canvas]` keeps them, but its role may then start no Canvas any more.
    """
    request = CustomResourceEvent.model_validate(event)
    named = request.physical_resource_id or "canvas-settings"
    try:
        if request.request_type != "Delete":
            named = _put(CanvasProperties.model_validate(request.resource_properties), context)
    except (CanvasSettingsError, ValidationError, ClientError, BotoCoreError) as error:
        logger.exception("No Canvas settings")
        answering.fail(request, physical_id=named, reason=str(error))
        return
    answering.succeed(request, physical_id=named)


def _put(properties: CanvasProperties, context: LambdaContext) -> str:
    profile = StudioProfile(
        sagemaker=boto3.client("sagemaker"), domain_id=properties.domain_id, name=properties.user_profile_name
    )
    changed = put(
        properties.canvas_app_settings,
        profile=profile,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS,
        sleep=time.sleep,
    )
    logger.info("Canvas settings", extra={"user": properties.user_profile_name, "changed": changed})
    return f"canvas-settings-{properties.domain_id}-{properties.user_profile_name}"
