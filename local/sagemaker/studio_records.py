"""Records of Studio: what is Pending or Deleting becomes the next thing in its time, when someone looks."""

import time
from typing import Any

from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Listing, Record, records

SECONDS = 0.3
"""From Pending to InService, from Deleting to gone; on AWS an app takes minutes, a space some seconds."""
_DUE, _NEXT = "_due", "_next"
GONE = None


def not_found(kind: str, name: str) -> ServiceError:
    """Make Studio's answer for something that it does not know; its other errors are as everywhere."""
    return ServiceError(code="ResourceNotFound", message=f"{kind} [{name}] does not exist.")


def in_use(kind: str, record: Record, by: str) -> ServiceError:
    """Make SageMaker's refusal to delete what something else still belongs to."""
    return ServiceError(
        code="ResourceInUse",
        message=f"Unable to delete {kind} [{record[f'{kind}Arn']}] because {by}(s) are associated with it.",
    )


def found(kind: str, name: str) -> Record:
    """Return the record as it is by now."""
    record = records.find_or_none(kind, name)
    if record is None or (record := _by_now(kind, name, record)) is None:
        raise not_found(kind, name)
    return record


def those(kind: str, **equal: str | None) -> Listing:
    """Return the records of a kind as they are by now, whose members are as given; None leaves one open."""
    wanted = {member: value for member, value in equal.items() if value is not None}
    current = (_by_now(kind, str(record["_Name"]), record) for record in records.list(kind))
    return [
        record
        for record in current
        if record is not None and all(record.get(member) == value for member, value in wanted.items())
    ]


def keep(kind: str, name: str, record: Record, *, status: str, then: str) -> Record:
    """Keep a new record that is `status` now and `then` soon."""
    return records.create(
        kind, name, {**record, "_Name": name, "Status": status, _DUE: time.monotonic() + SECONDS, _NEXT: then}
    )


def turn(kind: str, name: str, *, status: str, then: str | None, **changes: Any) -> Record:
    """Give a record another status now, and `then` soon; GONE forgets it."""
    due = time.monotonic() + SECONDS
    return records.update(kind, name, Status=status, **changes, **{_DUE: due, _NEXT: then or ""})


def _by_now(kind: str, name: str, record: Record) -> Record | None:
    if _DUE not in record or time.monotonic() < record[_DUE]:
        return record
    if not record[_NEXT]:
        if records.find_or_none(kind, name) is not None:
            records.delete(kind, name)
        return None
    return records.update(kind, name, Status=record[_NEXT], **{_DUE: None, _NEXT: None})
