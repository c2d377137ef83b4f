"""Folders from S3 to the disk and back, as SageMaker would copy a job's channels."""

from pathlib import Path
from typing import Any

from tabular import s3_folder


class NothingThereError(RuntimeError):
    """A folder that a job reads is empty."""


def download(s3: Any, *, bucket: str, prefix: str, into: Path) -> None:
    """Copy every object below `prefix`; raises NothingThereError if there is none."""
    if not s3_folder.download(s3, bucket=bucket, prefix=prefix, into=into):
        raise NothingThereError(f"s3://{bucket}/{prefix} is empty")


def upload(s3: Any, *, folder: Path, bucket: str, prefix: str) -> None:
    """Copy every file below `folder`."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        s3.upload_file(str(path), bucket, f"{prefix}{path.relative_to(folder).as_posix()}")
