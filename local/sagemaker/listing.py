"""The filters, order and pages that every List operation of SageMaker shares."""

from datetime import datetime
from typing import Any

from botocore.model import OperationModel
from botocore.utils import parse_to_aware_datetime

from local.sagemaker.errors import ServiceError

Record = dict[str, Any]
PAGE = 100
"""Records a page where the request names no MaxResults."""


def listed(*, model: OperationModel, found: list[Record], request: dict[str, Any]) -> dict[str, Any]:
    """Return one page of `found` under the answer's list member, filtered and ordered by the request."""
    if model.output_shape is None:
        raise LookupError(f"{model.name} answers nothing")
    member = next(name for name, shape in model.output_shape.members.items() if shape.type_name == "list")
    kept = _ordered([record for record in found if _matches(record, request)], request)
    start, size = _start(request), int(request.get("MaxResults", PAGE))
    page = {member: kept[start : start + size]}
    return page | ({"NextToken": str(start + size)} if start + size < len(kept) else {})


def _start(request: dict[str, Any]) -> int:
    token = request.get("NextToken", "0")
    if not token.isdecimal():
        raise ServiceError(message=f"NextToken {token!r} is not one that this operation gave out.")
    return int(token)


def _matches(record: Record, request: dict[str, Any]) -> bool:
    names = [value for member, value in record.items() if member.endswith("Name") and isinstance(value, str)]
    if "NameContains" in request and not any(request["NameContains"] in name for name in names):
        return False
    for wanted, value in request.items():
        if wanted == "StatusEquals" and value not in _statuses(record):
            return False
        if wanted.endswith(("TimeAfter", "TimeBefore")) and not _dated(record, wanted, value):
            return False
    return True


def _statuses(record: Record) -> list[Any]:
    return [value for member, value in record.items() if member.endswith("Status")]


def _dated(record: Record, wanted: str, value: Any) -> bool:
    time: datetime = record[wanted.removesuffix("After").removesuffix("Before")]
    limit = parse_to_aware_datetime(value)
    return time > limit if wanted.endswith("After") else time < limit


def _ordered(found: list[Record], request: dict[str, Any]) -> list[Record]:
    """By creation time, newest first, unless the request asks for another order.

    `Given` is for callers that have ordered by what only they know, ascending.
    """
    by = request.get("SortBy", "CreationTime")
    if by == "Name":
        found = sorted(
            found, key=lambda record: next(str(v) for m, v in record.items() if m.endswith("Name"))
        )
    elif by == "Given":
        found = list(found)
    elif by == "Status":
        found = sorted(found, key=lambda record: [str(status) for status in _statuses(record)])
    else:
        found = sorted(found, key=lambda record: record["CreationTime"])
    return found[::-1] if request.get("SortOrder", "Descending") == "Descending" else found
