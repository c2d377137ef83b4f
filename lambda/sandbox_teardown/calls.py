"""Calls of AWS: every page of a list, and removals that may find nothing or be refused."""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from sandbox_teardown.thing import RefusedError

GONE = (
    "404",
    "NoSuchBucket",
    "NoSuchEntity",
    "NoSuchUpload",
    "NotFoundException",
    "RecordNotFound",
    "ResourceNotFound",
    "ResourceNotFoundException",
)
NOT_FOUND = ("Could not find", "does not exist", "not found")
"""How SageMaker begins or ends what it says of a name it does not know: its code is ValidationException."""
PASSING = (
    "ConcurrentModification",
    "ConflictException",
    "DeleteConflict",
    "InternalError",
    "InternalErrorException",
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "LimitExceededException",
    "OperationAbortedException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestTimeout",
    "ResourceInUse",
    "ResourceInUseException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
)
"""Error codes of what may work later."""
NOT_OFFERED = ("UnknownOperation", "UnknownOperationException")
"""What a service says in a region, or to an account, that lacks an operation: there can be no such things."""
MOST_PAGES = 10_000
PAGE: dict[str, Any] = {"MaxResults": 100}
"""As much as a list of SageMaker's gives at once; it gives 10 where it is not asked."""


def gone(error: ClientError) -> bool:
    """Tell whether AWS says that there is no such thing."""
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    return code in GONE or (code == "ValidationException" and any(words in message for words in NOT_FOUND))


def passing(error: ClientError) -> bool:
    """Tell whether the same call may work later."""
    return error.response["Error"]["Code"] in PASSING


def not_offered(error: ClientError) -> bool:
    """Tell whether AWS does not know the operation here; a denial is something else."""
    return error.response["Error"]["Code"] in NOT_OFFERED


def ask(operation: Callable[..., Any], **request: Any) -> None:
    """Ask for a removal; fine if it is gone. Raises RefusedError.

    SageMaker refuses by ValidationException what is being made or changed: that passes.
    """
    try:
        operation(**request)
    except ClientError as error:
        if gone(error):
            return
        code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        later = passing(error) or code == "ValidationException"
        raise RefusedError(f"{code}: {message}", passing=later) from error


def every(
    operation: Callable[..., dict[str, Any]],
    member: str,
    *,
    asked: str = "NextToken",
    answered: str = "NextToken",
    **request: Any,
) -> Iterator[dict[str, Any]]:
    """Yield every page's records, none where what is asked about is gone.

    `asked` is the member of the request for the next page, `answered` where the page before names it.
    """
    more: dict[str, Any] = {}
    for _ in range(MOST_PAGES):
        try:
            page = operation(**request, **more)
        except ClientError as error:
            if gone(error):
                return
            raise
        yield from page.get(member, [])
        if not page.get(answered):
            return
        more = {asked: page[answered]}
    raise RuntimeError(f"{member}: more than {MOST_PAGES} pages")
