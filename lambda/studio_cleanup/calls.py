"""Calls of AWS as the stages make them: every page of a list, and deletions that may be refused."""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from studio_cleanup.core import RefusedError, Thing

PASSING = (
    "ConflictException",
    "FileSystemInUse",
    "InternalFailure",
    "InternalServerError",
    "RequestLimitExceeded",
    "ResourceInUse",
    "ServiceUnavailable",
    "ThrottlingException",
)
"""Error codes of what may work later."""
GONE = ("ResourceNotFound", "FileSystemNotFound", "MountTargetNotFound")
IN_SAGEMAKER, IN_EFS = ("NextToken", "NextToken"), ("Marker", "NextMarker")
"""What the next page is asked by, and where the page before names it."""


def every(
    operation: Callable[..., dict[str, Any]],
    member: str,
    *,
    paged: tuple[str, str] = IN_SAGEMAKER,
    **request: str,
) -> Iterator[dict[str, Any]]:
    """Yield every page's records, none where what is asked about is gone; `paged` names the two tokens."""
    more: dict[str, str] = {}
    asked, answered = paged
    while True:
        try:
            page = operation(**request, **more)
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return
            raise
        yield from page[member]
        if not page.get(answered):
            return
        more = {asked: page[answered]}


def ask(operation: Callable[..., Any], **request: str) -> None:
    """Ask for a deletion; fine if it is gone. Raises RefusedError."""
    try:
        operation(**request)
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        if code not in GONE:
            raise RefusedError(f"{code}: {message}", passing=code in PASSING) from error


def reason(describe: Callable[..., dict[str, Any]], thing: Thing, **request: str) -> str:
    """Return the reason why a thing did not go."""
    return str(describe(**request, **thing.call).get("FailureReason", thing.status))
