"""A model artifact from S3, unpacked as SageMaker does: into `model/` of the container's base folder."""

import io
import re
import tarfile
from pathlib import Path

from botocore.exceptions import ClientError

from local import aws
from local.sagemaker.errors import ServiceError

_S3_URI = re.compile(r"s3://(?P<bucket>[^/]+)/(?P<key>.+)")
_S3_URL = re.compile(r"https?://(?:s3[^/]*/(?P<bucket>[^/]+)|(?P<host>[^./]+)\.s3[^/]*)/(?P<key>.+)")


def place(*, url: str, into: Path) -> None:
    """Download `url` (`s3://bucket/key`, or the https form of CDK assets) and unpack it into `into`.

    Raises `ServiceError` naming the URL if it is missing, is no gzipped tar, or would write outside `into`.
    """
    into.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(_read(url)), mode="r:gz") as archive:
            archive.extractall(into, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ServiceError(message=f"{url} is not a usable model.tar.gz: {error}") from error


def _read(url: str) -> bytes:
    bucket, key = _location(url)
    try:
        return bytes(aws.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise ServiceError(message=f"Could not find model data at {url} ({code}).") from error


def _location(url: str) -> tuple[str, str]:
    if match := _S3_URI.fullmatch(url):
        return match["bucket"], match["key"]
    if match := _S3_URL.fullmatch(url):
        return match["bucket"] or match["host"], match["key"]
    raise ServiceError(message=f"ModelDataUrl {url!r} is not an S3 location: give s3://bucket/key.")
