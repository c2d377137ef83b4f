"""The training code as one archive in S3, for AWS's prebuilt image, which has none of it."""

import gzip
import hashlib
import io
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

MODEL_CODE = Path(__file__).parents[2] / "model_code"
ENTRIES = (
    "train.py", "prepare.py", "evaluate.py", "inference.py", "requirements.txt", "tabular",
    "requirements-serve.txt", "requirements-jobs.txt", "track.py", "tracking", "transform.py", "recipe",
    "ingest.py", "feature_store", "drift_report", "text_classifier",
)  # fmt: skip
"""Scripts, their packages, and what a job installs: requirements-jobs.txt for those of the jobs image."""


class CodeArchive(Construct):
    """`url` is its s3:// address, `arn` the object's ARN: jobs may use this object and nothing beside it."""

    def __init__(self, scope: Construct, id: str, *, name: str, body: bytes) -> None:
        super().__init__(scope, id)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(body)
            asset = s3_assets.Asset(
                self,
                "Archive",
                path=str(path),
                asset_hash=hashlib.sha256(body).hexdigest(),
                asset_hash_type=AssetHashType.CUSTOM,
            )
        self.url = asset.s3_object_url
        self.key = asset.s3_object_key
        self.bucket_name = asset.s3_bucket_name
        self.bucket_arn = asset.bucket.bucket_arn
        self.arn = asset.bucket.arn_for_objects(self.key)


class SourceArchive(CodeArchive):
    """The training code, with what its jobs install."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, name="source.tar.gz", body=archive(MODEL_CODE))


def archive(folder: Path, entries: Sequence[str] = ENTRIES) -> bytes:
    """Return the gzipped tar of the code."""
    return packed(
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder, entries)}
    )


def packed(files: dict[str, bytes]) -> bytes:
    """Return the files as a gzipped tar: the same bytes for the same files, whoever packs them and when."""
    buffer = io.BytesIO()
    # Level 0 stores: what zlib makes of the higher levels differs between its versions.
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=0, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _files(folder: Path, entries: Sequence[str]) -> list[Path]:
    """List the archive's files by name; a compiled module is none of them."""
    found = [path for entry in entries for path in [folder / entry, *(folder / entry).rglob("*")]]
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")
