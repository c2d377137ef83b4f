"""An object in the bucket that clients upload to, named by its s3:// address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import StringConstraints

from .problems import Kind, ProblemError, invalid
from .requests import AiRequest

PREFIX = "uploads/"
FIELD = "s3_uri"
HEAD_BYTES = 16
_NOT_READABLE = {"AccessDenied", "NoSuchKey", "NoSuchBucket", "403", "404", "InvalidRange"}


class UploadRequest(AiRequest):
    """A body that says where the real body is."""

    s3_uri: Annotated[str, StringConstraints(pattern=r"^s3://[a-z0-9.-]{3,63}/.{1,1024}$")]


@dataclass(frozen=True)
class Upload:
    """One object, its size in bytes, how it begins, and S3's tag of this version of it."""

    bucket: str
    key: str
    size: int
    head: bytes
    etag: str = ""


def find_upload(address: str, *, bucket: str, get_object: Callable[..., Mapping[str, Any]]) -> Upload:
    """Look at an object's first bytes; 400 names `s3_uri` when it lies elsewhere or cannot be read."""
    named, _, key = address.removeprefix("s3://").partition("/")
    if named != bucket or not key.startswith(PREFIX):
        raise invalid(FIELD, f"must be an object below {PREFIX} in the environment's documents bucket")
    try:
        found = get_object(Bucket=bucket, Key=key, Range=f"bytes=0-{HEAD_BYTES - 1}")
        head: bytes = found["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in _NOT_READABLE:
            raise invalid(FIELD, "is not there, or is empty: upload the object first") from error
        raise _unavailable() from error
    except BotoCoreError as error:
        raise _unavailable() from error
    whole = str(found.get("ContentRange", "")).rpartition("/")[2]
    size = int(whole) if whole.isdigit() else len(head)
    return Upload(bucket=bucket, key=key, size=size, head=head, etag=str(found.get("ETag", "")))


def _unavailable() -> ProblemError:
    return ProblemError(Kind.UNAVAILABLE, "The object could not be read: try again.", retry_after=5)
