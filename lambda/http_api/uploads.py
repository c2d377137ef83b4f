"""An object that a client has put into the bucket, named by its s3:// address and pinned to its version."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import StringConstraints

from .problems import Kind, ProblemError, invalid
from .requests import AiRequest

PREFIX = "uploads/"
FIELD = "s3_uri"
EXAMPLE_ADDRESS = "s3://<bucket>/uploads/<you>/<upload_id>"
HEAD_BYTES = 16
_NOT_READABLE = {"AccessDenied", "NoSuchKey", "NoSuchBucket", "403", "404", "InvalidRange"}
_NOT_THERE = "is none of your uploads, or is empty: ask POST /v1/ai/uploads for an address and upload first"
_NO_VERSION = (None, "null")
"""What S3 says of a bucket without versioning, or of an object from before it (S3 guide, versioning)."""


class UploadRequest(AiRequest):
    """A body that says where the real body is."""

    s3_uri: Annotated[str, StringConstraints(pattern=r"^s3://[a-z0-9.-]{3,63}/.{1,1024}$")]


@dataclass(frozen=True)
class Upload:
    """One version of an object, its size in bytes, and how it begins."""

    bucket: str
    key: str
    version: str
    size: int
    head: bytes

    @property
    def s3_object(self) -> dict[str, str]:
        """Return Textract's and Rekognition's `S3Object`: this very version, whatever is uploaded later."""
        return s3_object(self.bucket, self.key, version=self.version)


class FindUpload(Protocol):
    """The port: `find_upload` with everything but the address and the client given."""

    def __call__(self, address: str, *, client: str) -> Upload:
        """Look a client's upload up; 400 where it is not there or not the client's."""


def folder_of(client: str) -> str:
    """Return where a client's uploads lie; the name tells nothing of who it is."""
    return f"{PREFIX}{hashlib.sha256(client.encode()).hexdigest()[:32]}/"


def find_upload(
    address: str, *, client: str, bucket: str, get_object: Callable[..., Mapping[str, Any]]
) -> Upload:
    """Look at an object's first bytes; another client's is refused as one that is not there."""
    named, _, key = address.removeprefix("s3://").partition("/")
    if named != bucket or not key.startswith(folder_of(client)):
        raise invalid(FIELD, _NOT_THERE)
    try:
        found = get_object(Bucket=bucket, Key=key, Range=f"bytes=0-{HEAD_BYTES - 1}")
        head: bytes = found["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in _NOT_READABLE:
            raise invalid(FIELD, _NOT_THERE) from error
        raise _unavailable() from error
    except BotoCoreError as error:
        raise _unavailable() from error
    version = found.get("VersionId")
    if version in _NO_VERSION:
        raise ProblemError(Kind.INTERNAL, "The upload bucket keeps no versions: report the request id.")
    whole = str(found.get("ContentRange", "")).rpartition("/")[2]
    size = int(whole) if whole.isdigit() else len(head)
    return Upload(bucket=bucket, key=key, version=str(version), size=size, head=head)


def s3_object(bucket: str, key: str, *, version: str | None) -> dict[str, str]:
    """Name an object to Textract or Rekognition; without a version it is the newest."""
    return {"Bucket": bucket, "Name": key} | ({"Version": version} if version else {})


def _unavailable() -> ProblemError:
    return ProblemError(Kind.UNAVAILABLE, "The object could not be read: try again.", retry_after=5)
