"""A folder of S3 on the disk, for code that has no SageMaker to bring its channels."""

from pathlib import Path
from typing import Any


class OutsideError(ValueError):
    """The key of an object leads out of the folder that it is to be copied into."""


def download(client: Any, *, bucket: str, prefix: str, into: Path) -> int:
    """Copy every object below `prefix`, which ends in a slash, and return how many there are.

    Whoever may write to a bucket names its objects: raises OutsideError, with nothing copied, for a `..`.
    """
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    paths = {key: _inside(into, key.removeprefix(prefix)) for key in keys if not key.endswith("/")}
    for key, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        client.download_file(bucket, key, str(path))
    return len(paths)


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise OutsideError(f"the key {name!r} leads out of {folder}")
    return path
