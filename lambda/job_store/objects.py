"""Objects in S3 that are written once: what makes a repeated delivery harmless.

Conditional writes are S3's own (S3 guide, "Add preconditions to S3 operations").
"""

from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from http_api.problems import Kind, ProblemError

_LOST = {"PreconditionFailed", "ConditionalRequestConflict"}
# A thousand names a page (S3 API reference, ListObjectsV2): more than any job has objects.
_MOST_PAGES = 20


class StoreError(ProblemError):
    """S3 could not be read or written: a 503, and what was tried stays in the log."""

    def __init__(self, operation: str) -> None:
        super().__init__(Kind.UNAVAILABLE, "The document store did not answer: try again.", retry_after=5)
        self.add_note(operation)


@dataclass(frozen=True)
class Stored:
    """An object's bytes, and the entity tag that a replacement must name."""

    data: bytes
    etag: str


class Objects(Protocol):
    """The port: names below a prefix, and objects that are created once or replaced knowingly."""

    def names(self, prefix: str) -> set[str]:
        """List the names below `prefix`."""

    def read(self, name: str, *, version: str | None = None) -> Stored:
        """Read an object that is there, as it is now or as it was in one version."""

    def create(self, name: str, data: bytes) -> bool:
        """Write an object unless one has this name; False when one has."""

    def replace(self, name: str, data: bytes, *, etag: str) -> bool:
        """Write an object in place of the one with this tag; False when that is no longer the one there."""


class Bucket:
    """Objects on one S3 bucket; `client` is boto3's."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self.name = name

    def names(self, prefix: str) -> set[str]:
        """List the names below `prefix`."""
        found: set[str] = set()
        token: dict[str, str] = {}
        try:
            for _ in range(_MOST_PAGES):
                page = self._client.list_objects_v2(Bucket=self.name, Prefix=prefix, **token)
                found |= {entry["Key"] for entry in page.get("Contents", [])}
                if not page.get("IsTruncated"):
                    return found
                token = {"ContinuationToken": page["NextContinuationToken"]}
        except (ClientError, BotoCoreError) as error:
            raise StoreError("ListObjectsV2 failed") from error
        raise StoreError(f"more than {_MOST_PAGES} pages of names")

    def read(self, name: str, *, version: str | None = None) -> Stored:
        """Read an object that is there, as it is now or as it was in one version."""
        pinned = {"VersionId": version} if version else {}
        try:
            answer = self._client.get_object(Bucket=self.name, Key=name, **pinned)
            return Stored(data=answer["Body"].read(), etag=answer["ETag"])
        except (ClientError, BotoCoreError) as error:
            raise StoreError("GetObject failed") from error

    def create(self, name: str, data: bytes) -> bool:
        """Write an object unless one has this name; False when one has."""
        return self._put(name, data, {"IfNoneMatch": "*"})

    def replace(self, name: str, data: bytes, *, etag: str) -> bool:
        """Write an object in place of the one with this tag; False when that is no longer the one there."""
        return self._put(name, data, {"IfMatch": etag})

    def _put(self, name: str, data: bytes, condition: dict[str, str]) -> bool:
        try:
            self._client.put_object(Bucket=self.name, Key=name, Body=data, **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] in _LOST:
                return False
            raise StoreError("PutObject failed") from error
        except BotoCoreError as error:
            raise StoreError("PutObject failed") from error
        return True
