"""What SageMaker copies between S3 and a job's folders: of an S3Prefix, or of a ManifestFile."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError as S3Error

from local import aws
from local.jobs.errors import ClientError


def location(uri: str) -> tuple[str, str]:
    """Return the bucket and the key (or prefix) of `s3://bucket/key`."""
    parts = urlsplit(uri)
    if parts.scheme != "s3" or not parts.netloc:
        raise ClientError(f"{uri!r} is not an S3 location: give s3://bucket/key")
    return parts.netloc, parts.path.lstrip("/")


def download(uri: str, *, into: Path) -> int:
    """Copy every object whose key starts with the prefix; returns how many. `ClientError` if there is none.

    A file is named by what follows the folder in the prefix: of `s3://b/data/train`, both `data/train/a.csv`
    and `data/train.csv` arrive, as `a.csv` (the prefix is its folder) and `train.csv`.
    """
    bucket, prefix = location(uri)
    s3, found = aws.client("s3"), keys(uri)
    for key in found:
        inside = key.removeprefix(prefix) if key.startswith(f"{prefix.rstrip('/')}/") else None
        name = (
            inside.lstrip("/")
            if inside is not None
            else key.removeprefix(prefix.rpartition("/")[0]).lstrip("/")
        )
        _save(s3, bucket=bucket, key=key, path=_below(into, name))
    return len(found)


def download_listed(uri: str, *, into: Path) -> int:
    """Copy every object that a manifest lists, named as it names it; returns how many."""
    prefix, names = manifest(uri)
    s3 = aws.client("s3")
    for name in names:
        bucket, key = location(f"{prefix}{name}")
        try:
            _save(s3, bucket=bucket, key=key, path=_below(into, name))
        except S3Error as error:
            raise ClientError(f"cannot read {prefix}{name}: {error.response['Error']['Message']}") from error
    return len(names)


def manifest(uri: str) -> tuple[str, list[str]]:
    """Read `[{"prefix": "s3://bucket/folder/"}, "a.csv", ...]`: the prefix, and what follows it."""
    try:
        listed = json.loads(read(uri))
        prefix, names = str(listed[0]["prefix"]), [str(name) for name in listed[1:]]
    except (ValueError, TypeError, LookupError) as error:
        raise ClientError(
            f'{uri} is no manifest: it must be [{{"prefix": "s3://..."}}, "name", ...]'
        ) from error
    if not names:
        raise ClientError(f"the manifest {uri} names no object")
    return prefix, names


def keys(uri: str) -> list[str]:
    """Return the key of every object that starts with the prefix; `ClientError` if there is none."""
    bucket, prefix = location(uri)
    pages = aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    try:
        listed = [str(row["Key"]) for page in pages for row in page.get("Contents", [])]
    except S3Error as error:
        raise ClientError(f"cannot list {uri}: {error.response['Error']['Message']}") from error
    found = [key for key in listed if not key.endswith("/")]
    if not found:
        raise ClientError(f"Data download failed: no S3 objects found under S3 URL {uri}")
    return found


def upload(folder: Path, *, uri: str, key_id: str | None) -> int:
    """Copy every file below `folder` to the prefix, encrypted if there is a KMS key; returns how many."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in files:
        put(path.read_bytes(), uri=f"{uri.rstrip('/')}/{path.relative_to(folder).as_posix()}", key_id=key_id)
    return len(files)


def put(body: bytes, *, uri: str, key_id: str | None, content_type: str | None = None) -> None:
    """Store one object; `ClientError` says why if the bucket does not take it."""
    bucket, key = location(uri)
    more = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_id} if key_id else {}
    more |= {"ContentType": content_type} if content_type else {}
    try:
        aws.client("s3").put_object(Bucket=bucket, Key=key, Body=body, **more)
    except S3Error as error:
        raise ClientError(f"cannot write {uri}: {error.response['Error']['Message']}") from error


def read(uri: str) -> bytes:
    """Return the content of one object; `ClientError` if it is not there."""
    bucket, key = location(uri)
    try:
        return bytes(aws.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
    except S3Error as error:
        raise ClientError(f"cannot read {uri}: {error.response['Error']['Message']}") from error


def _below(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ClientError(f"the object key {name!r} points outside the job's folder")
    return path


def _save(s3: Any, *, bucket: str, key: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
