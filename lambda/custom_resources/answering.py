"""The answer to CloudFormation, which it waits for in every case: for an hour, if none comes."""

import json
import urllib.request
from collections.abc import Mapping

from aws_lambda_powertools import Logger

from custom_resources.asked import CustomResourceEvent

LONGEST_REASON = 1000
"""Characters; a whole answer has 4,096 bytes at most (CloudFormation quotas, custom resource response)."""

logger = Logger()


def succeed(request: CustomResourceEvent, *, physical_id: str, data: Mapping[str, str] | None = None) -> None:
    """Say that it is done; `physical_id` names what was made, where the request names nothing yet."""
    _answer(request, status="SUCCESS", reason="", physical_id=physical_id, data=dict(data or {}))


def fail(request: CustomResourceEvent, *, physical_id: str, reason: str) -> None:
    """Say that it failed and why; the reason is shown in the stack's events."""
    known = request.physical_resource_id or physical_id
    _answer(request, status="FAILED", reason=_shortened(reason), physical_id=known, data={})


def _answer(
    request: CustomResourceEvent, *, status: str, reason: str, physical_id: str, data: dict[str, str]
) -> None:
    """Put the answer where CloudFormation waits for it, a presigned S3 URL."""
    body = {
        "Status": status,
        "Reason": reason,
        "PhysicalResourceId": physical_id,
        "StackId": request.stack_id,
        "RequestId": request.request_id,
        "LogicalResourceId": request.logical_resource_id,
        "Data": data,
    }
    call = urllib.request.Request(  # noqa: S310 - the event's model admits http and https only
        request.response_url, data=json.dumps(body).encode(), method="PUT", headers={"Content-Type": ""}
    )
    with urllib.request.urlopen(call, timeout=20) as response:  # noqa: S310 - as above
        logger.info("Answered CloudFormation", extra={"status": status, "http_status": response.status})


def _shortened(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[: LONGEST_REASON - 2]} …"
