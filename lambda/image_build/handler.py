"""Entry point: CloudFormation asks, CodeBuild builds, and CloudFormation is answered in every case."""

import json
import time
import urllib.request
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from image_build.codebuild import CodeBuildRegistry
from image_build.core import ImageBuildError, image_uri
from image_build.settings import CustomResourceEvent, ImageProperties

PHYSICAL_ID = "InferenceImage"
"""Never changes: a changed id would make CloudFormation delete what it takes for the old image."""

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Answer one request of CloudFormation. Deleting keeps the image: its repository decides over it."""
    request = CustomResourceEvent.model_validate(event)
    try:
        data = {} if request.request_type == "Delete" else {"ImageUri": _build(request, context)}
    except (ImageBuildError, ValidationError, ClientError, BotoCoreError) as error:
        logger.exception("No image")
        _answer(request, status="FAILED", reason=str(error)[:1000], data={})
        return
    _answer(request, status="SUCCESS", reason="", data=data)


def _build(request: CustomResourceEvent, context: LambdaContext) -> str:
    return image_uri(
        ImageProperties.model_validate(request.resource_properties),
        registry=CodeBuildRegistry(ecr=boto3.client("ecr"), codebuild=boto3.client("codebuild")),
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
        sleep=time.sleep,
    )


def _answer(request: CustomResourceEvent, *, status: str, reason: str, data: dict[str, str]) -> None:
    """Put the answer where CloudFormation waits for it (a presigned S3 URL; at most 4096 bytes)."""
    body = {
        "Status": status,
        "Reason": reason,
        "PhysicalResourceId": request.physical_resource_id or PHYSICAL_ID,
        "StackId": request.stack_id,
        "RequestId": request.request_id,
        "LogicalResourceId": request.logical_resource_id,
        "Data": data,
    }
    call = urllib.request.Request(  # noqa: S310 - the settings admit http and https only
        request.response_url, data=json.dumps(body).encode(), method="PUT", headers={"Content-Type": ""}
    )
    with urllib.request.urlopen(call, timeout=20) as response:  # noqa: S310 - as above
        logger.info("Answered CloudFormation", extra={"status": status, "http_status": response.status})
