"""The one error that an operation of the local SageMaker raises towards its caller."""

from typing import Any


class ServiceError(Exception):
    """An AWS error answer: `code` as the service model names it, a message for people, an HTTP status.

    `members` are further members of the error's shape, for example ModelError's OriginalStatusCode.
    """

    def __init__(
        self, *, code: str = "ValidationException", message: str, status: int = 400, **members: Any
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.members = members


def not_found(*, kind: str, name: str) -> ServiceError:
    """Make SageMaker's answer for a name it does not know."""
    return ServiceError(message=f'Could not find {kind} "{name}".')
