"""What CloudTrail tells EventBridge of SageMaker's calls: each that changed something, and by whom.

On AWS it takes a trail, and comes within minutes; here it comes at once. Calls that failed are not told.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge

from local.sagemaker.operations import Answer, Request

_READING = ("Describe", "List", "Get", "Search", "BatchDescribe", "BatchGet", "Query", "Render")
_SECRET = ("CreatePresignedDomainUrl", "CreatePresignedMlflowTrackingServerUrl")
_KEY = re.compile(r"Credential=([^/]+)/")


def told(name: str, request: Request, answer: Answer, headers: dict[str, Any]) -> None:
    """Put the event of a call that changed something on the default bus."""
    if name.startswith(_READING):
        return
    entry = {
        "Source": "aws.sagemaker",
        "DetailType": "AWS API Call via CloudTrail",
        "Resources": [],
        "Detail": json.dumps(_detail(name, request, answer, headers), default=_written),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)  # noqa: SLF001


def _detail(name: str, request: Request, answer: Answer, headers: dict[str, Any]) -> dict[str, Any]:
    named = _KEY.search(str(headers.get("authorization", "")))
    return {
        "eventVersion": "1.09",
        "userIdentity": {"accessKeyId": named[1] if named else "", "accountId": get_account_id()},
        "eventTime": _written(datetime.now(UTC)),
        "eventSource": "sagemaker.amazonaws.com",
        "eventName": name,
        "awsRegion": get_region(),
        "requestParameters": _lower(request),
        "responseElements": None if name in _SECRET else _lower(answer),
        "eventID": str(uuid.uuid4()),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": get_account_id(),
        "eventCategory": "Management",
    }


def _lower(value: Any) -> Any:
    """Return members with a small first letter, as CloudTrail writes them."""
    if isinstance(value, dict):
        return {f"{name[:1].lower()}{name[1:]}": _lower(item) for name, item in value.items()}
    return [_lower(item) for item in value] if isinstance(value, list) else value


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    raise TypeError(f"{type(value).__name__} has no JSON form")
