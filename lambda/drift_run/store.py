"""S3 and SSM as a drift run needs them; the errors of boto3 pass, so that the state machine shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from botocore.exceptions import ClientError

MOST_LISTED = 100_000
"""Objects of one hour that are looked at, a thousand a call."""
ABSENT = {"NoSuchKey", "404"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The model in service, as its serving stack announces it, and since when this version is there."""

    endpoint: str
    version: str
    card: str
    since: datetime


class Store(Protocol):
    """The port: objects of one bucket, any object that may be read, and the model's entry."""

    def entry(self) -> str:
        """Return the parameter's value."""

    def since(self) -> datetime:
        """Return when the parameter was last changed."""

    def keys(self, prefix: str) -> list[str]:
        """List the keys below `prefix`."""

    def read(self, bucket: str, key: str) -> bytes | None:
        """Return an object's bytes, or None where it is not there."""

    def write(self, key: str, body: bytes) -> None:
        """Write an object of the bucket."""


class AwsStore:
    """The port on boto3's clients."""

    def __init__(self, *, s3: Any, ssm: Any, bucket: str, parameter: str) -> None:
        self._s3, self._bucket = s3, bucket
        self._found = ssm.get_parameter(Name=parameter)["Parameter"]

    def entry(self) -> str:
        """Return the parameter's value."""
        return str(self._found["Value"])

    def since(self) -> datetime:
        """Return when the parameter was last changed."""
        changed: datetime = self._found["LastModifiedDate"]
        return changed

    def keys(self, prefix: str) -> list[str]:
        """List the keys below `prefix`, in order, MOST_LISTED at most."""
        found: list[str] = []
        after = ""
        while len(found) < MOST_LISTED:
            page = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=prefix, StartAfter=after)
            found.extend(str(item["Key"]) for item in page.get("Contents", []))
            if not page.get("IsTruncated"):
                break
            after = found[-1]
        return found

    def read(self, bucket: str, key: str) -> bytes | None:
        """Return an object's bytes, or None where it is not there."""
        try:
            body: bytes = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return None
            raise
        return body

    def write(self, key: str, body: bytes) -> None:
        """Write an object of the bucket."""
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body)
