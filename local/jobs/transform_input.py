"""The objects that a transform job reads, and how each becomes payloads.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformS3DataSource.html
"""

import gzip
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from local.jobs import objects
from local.jobs.errors import ClientError

MEBIBYTE = 1024 * 1024


class InputObject(BaseModel):
    """One object, and the name of its result below the output path."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uri: str
    name: str


def inputs(source: dict[str, Any]) -> list[InputObject]:
    """Return the objects of an S3DataSource; `ClientError` if there is none."""
    if source["S3DataType"] == "ManifestFile":
        prefix, names = objects.manifest(source["S3Uri"])
        return [InputObject(uri=f"{prefix}{name}", name=name) for name in names]
    bucket, prefix = objects.location(source["S3Uri"])
    folder = prefix.rpartition("/")[0]
    found = objects.keys(source["S3Uri"])
    return [
        InputObject(uri=f"s3://{bucket}/{key}", name=key.removeprefix(folder).lstrip("/")) for key in found
    ]


def payloads(body: bytes, *, record: dict[str, Any]) -> Iterator[bytes]:
    """Yield the request bodies of one object: all of it, or its lines, one or as many as fit a request.

    Raises `ClientError` for a payload, or one line, larger than MaxPayloadInMB. 0 is no limit.
    """
    data = record["TransformInput"]
    if data.get("CompressionType") == "Gzip":
        body = gzip.decompress(body)
    most = int(record.get("MaxPayloadInMB", 6)) * MEBIBYTE
    if data.get("SplitType", "None") == "None":
        yield _fitting(body, most)
        return
    lines = [line for line in body.splitlines(keepends=True) if line.strip()]
    if record.get("BatchStrategy", "MultiRecord") == "SingleRecord":
        for line in lines:
            yield _fitting(line.rstrip(b"\r\n"), most)
        return
    yield from _batches(lines, most)


def _batches(lines: list[bytes], most: int) -> Iterator[bytes]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        _fitting(line, most)
        if batch and most and size + len(line) > most:
            yield b"".join(batch)
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield b"".join(batch)


def _fitting(payload: bytes, most: int) -> bytes:
    if most and len(payload) > most:
        message = f"a payload has {len(payload)} bytes; MaxPayloadInMB allows {most}: split it, or allow more"
        raise ClientError(message)
    return payload
