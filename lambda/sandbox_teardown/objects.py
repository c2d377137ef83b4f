"""The student's objects: every version, every mark of a deletion, and uploads that were never finished."""

from collections.abc import Iterator
from typing import Any

from sandbox_teardown.calls import ask, every
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, RefusedError, Thing

BATCH = 1_000
"""Keys in one DeleteObjects (Amazon S3 API reference)."""
BATCHES = 50
"""In one pass; the next goes on, within the function's time."""


def object_kinds(s3: Any, bucket: str, sandbox: Sandbox) -> list[Kind]:
    """Return them."""
    return [_versions(s3, bucket, sandbox.prefix), _uploads(s3, bucket, sandbox.prefix)]


def _versions(s3: Any, bucket: str, prefix: str) -> Kind:
    """Return the versions as one thing, removed in batches: there may be millions."""

    def page() -> list[dict[str, str]]:
        found = s3.list_object_versions(Bucket=bucket, Prefix=prefix, MaxKeys=BATCH)
        rows = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
        return [{"Key": row["Key"], "VersionId": row["VersionId"]} for row in rows]

    def left() -> Iterator[Thing]:
        if page():
            yield Thing(name=prefix)

    def remove(_: Thing) -> None:
        for _batch in range(BATCHES):
            rows = page()
            if not rows:
                return
            answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": rows, "Quiet": True})
            if errors := answer.get("Errors"):
                first = errors[0]
                reason = f"{len(errors)} of {len(rows)} refused; {first['Code']}: {first.get('Message', '')}"
                raise RefusedError(reason, passing=first["Code"] in ("InternalError", "SlowDown"))

    return Kind(label="object versions", left=left, remove=remove)


def _uploads(s3: Any, bucket: str, prefix: str) -> Kind:
    def left() -> Iterator[Thing]:
        for upload in uploads(s3, bucket, prefix):
            call = {"Key": upload["Key"], "UploadId": upload["UploadId"]}
            yield Thing(name=upload["Key"], call=call)

    return Kind(
        label="unfinished upload",
        left=left,
        remove=lambda thing: ask(s3.abort_multipart_upload, Bucket=bucket, **thing.call),
    )


def uploads(s3: Any, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield uploads that were begun; their list has two tokens, of which the key's is enough here."""
    yield from every(
        s3.list_multipart_uploads,
        "Uploads",
        asked="KeyMarker",
        answered="NextKeyMarker",
        Bucket=bucket,
        Prefix=prefix,
    )
