"""Pass-through of a service to a real account: only for what `--real` names, with the profile of the user."""

import functools
import json
import logging
from datetime import datetime
from typing import Any

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.ai import account_names, images, shapes
from local.sagemaker.errors import ServiceError
from local.settings import REGION, active

ANSWERED_HEADER = "x-lab2api-real"
STAND_IN_HEADER = "x-lab2api-stand-in"
logger = logging.getLogger("lab2api")
_INLINED = ("Image", "Document")
_TIMEOUTS = Config(connect_timeout=10, read_timeout=60, retries={"total_max_attempts": 1})
"""One attempt: the caller's own retries are what the paid service should see."""


def forward(
    *, service: str, name: str, path: str, request: dict[str, Any]
) -> tuple[int, dict[str, Any], bytes]:
    """Send the request to the account of the profile and return what it answers.

    Objects in the local S3 are sent as bytes. Raises `ServiceError` with the service's own code, or 501
    for what cannot be passed on (asynchronous jobs read from S3, where the account cannot see this machine).
    """
    del path
    operations = shapes.model(service).operation_names
    if (
        name not in operations
        or name.endswith("Stream")
        or (service == "textract" and name.startswith("Start"))
    ):
        message = (
            f"{service} {name} is not passed on: it streams or reads the account's S3. Send single pages."
        )
        raise ServiceError(code="NotEmulatedLocally", message=message, status=501)
    input_shape = shapes.model(service).operation_model(name).input_shape
    checked = shapes.checked_request(service, input_shape, request) if input_shape else {}
    asked, missing = account_names.translated(checked)
    answer = _call(service, name, _inlined(service, asked))
    headers = {
        "Content-Type": "application/json",
        ANSWERED_HEADER: f"{service} in the account of {_profile()}",
    }
    if missing:
        logger.warning("The real %s was asked %s", service, missing)
        headers[STAND_IN_HEADER] = f"the real {service}, {missing}"
    return 200, headers, json.dumps(answer, default=_wire).encode()


def _call(service: str, name: str, request: dict[str, Any]) -> dict[str, Any]:
    try:
        client = _client(service, active().real_profile)
        answer: dict[str, Any] = getattr(client, botocore.xform_name(name))(**request)
    except ClientError as error:
        details, metadata = error.response["Error"], error.response["ResponseMetadata"]
        raise ServiceError(
            code=details["Code"], message=details.get("Message", ""), status=metadata["HTTPStatusCode"]
        ) from error
    except BotoCoreError as error:
        message = f"The real {service} was not reached with {_profile()}: {error}"
        raise ServiceError(code="ServiceUnavailableException", message=message, status=503) from error
    return {member: value for member, value in answer.items() if member != "ResponseMetadata"}


def _inlined(service: str, request: dict[str, Any]) -> dict[str, Any]:
    named = [member for member in _INLINED if "S3Object" in request.get(member, {})]
    return request | {member: {"Bytes": images.read(service, request[member])} for member in named}


def _profile() -> str:
    return f"profile {active().real_profile!r}" if active().real_profile else "the default profile"


@functools.cache
def _client(service: str, profile: str) -> Any:
    session = boto3.Session(profile_name=profile or None)
    region = session.region_name or REGION
    return session.client(service, region_name=region, config=_TIMEOUTS)  # type: ignore[call-overload]


def _wire(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} has no JSON form")
