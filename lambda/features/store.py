"""Asking Feature Store: one record, or none; what fails is made a problem."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from http_api.aws_calls import AwsService
from http_api.metered import Work
from http_api.problems import Kind, ProblemError

from .values import text_by_feature

ATTEMPT_SECONDS = 4.0
MOST_NAMES_BYTES = 6_000
"""Names of features go in the address, which AWS's servers take to about 8 KB; more are cut here."""
_ABSENT = ("ResourceNotFound", "ResourceNotFoundException")

Operation = Callable[..., Mapping[str, Any]]


class Store:
    """`get_record` and `describe` are boto3's methods of the runtime and of SageMaker."""

    def __init__(self, *, get_record: Operation, describe: Operation, service: AwsService) -> None:
        self._get_record, self._describe, self._service = get_record, describe, service

    def record(self, group: str, id: str, *, names: tuple[str, ...], work: Work) -> dict[str, str] | None:
        """Return a record's text by feature, None if there is none; whole without `names` or with many."""
        few = sum(len(name) + len("&FeatureName=") for name in names) <= MOST_NAMES_BYTES
        asked = {"FeatureNames": list(names)} if names and few else {}
        answer = self._ask(
            self._get_record, work, FeatureGroupName=group, RecordIdentifierValueAsString=id, **asked
        )
        return text_by_feature(answer["Record"]) if answer.get("Record") else None

    def describe(self, group: str, *, work: Work) -> Mapping[str, Any]:
        """Return what SageMaker says of a group."""
        return self._ask(self._describe, work, FeatureGroupName=group)

    def junk(self, reason: str) -> ProblemError:
        """Build the 502 for a record that cannot be passed on."""
        return self._service.junk(reason)

    def _ask(self, operation: Operation, work: Work, **request: Any) -> Mapping[str, Any]:
        def call(**asked: Any) -> Mapping[str, Any]:
            try:
                return operation(**asked)
            except ClientError as error:
                if error.response["Error"]["Code"] in _ABSENT:
                    detail = "The feature group is not there yet, or no more: deploy it."
                    raise ProblemError(Kind.UNAVAILABLE, detail, retry_after=5) from error
                raise

        return self._service.ask(call, work=work, units={}, **request)
