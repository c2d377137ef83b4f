"""Entry point: CloudFormation asks, CodeBuild builds, and CloudFormation is answered in every case."""

import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from custom_resources import answering
from custom_resources.asked import CustomResourceEvent
from image_build.codebuild import CodeBuildRegistry
from image_build.core import ImageBuildError, image_uris
from image_build.settings import ImageProperties

PHYSICAL_ID = "InferenceImage"
"""Never changes: a changed id would make CloudFormation delete what it takes for the old image."""

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Answer one request of CloudFormation. Deleting keeps the image: its repository decides over it."""
    request = CustomResourceEvent.model_validate(event)
    try:
        data = {} if request.request_type == "Delete" else _build(request, context)
    except (ImageBuildError, ValidationError, ClientError, BotoCoreError) as error:
        logger.exception("No image")
        answering.fail(request, physical_id=PHYSICAL_ID, reason=str(error))
        return
    answering.succeed(request, physical_id=request.physical_resource_id or PHYSICAL_ID, data=data)


def _build(request: CustomResourceEvent, context: LambdaContext) -> dict[str, str]:
    return image_uris(
        ImageProperties.model_validate(request.resource_properties),
        registry=CodeBuildRegistry(ecr=boto3.client("ecr"), codebuild=boto3.client("codebuild")),
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
        sleep=time.sleep,
    )
