"""A student's work and account go to the instructor's bucket, and are compared, before anything is wiped."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox_teardown.calls import every
from sandbox_teardown.parts import PART_BYTES, Parts
from sandbox_teardown.sandbox import Sandbox


class ExportError(Exception):
    """The export is not what it is a copy of; nothing of the sandbox may be wiped."""


class Exported(BaseModel):
    """What the bucket of exports has of a student, counted in it: also the proof that wiping asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    objects: int
    bytes: int


class Copied(BaseModel):
    """An object as a list shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    written: datetime


class Export:
    """Copies from `workspace` to `exports`, both buckets. `s3` is a boto3 client."""

    def __init__(self, *, s3: Any, workspace: str, exports: str, sandbox: Sandbox) -> None:
        self._s3, self._from, self._to, self._sandbox = s3, workspace, exports, sandbox

    def copy(self, *, seconds_left: Callable[[], float]) -> int:
        """Copy what is not there yet; return how many objects the time did not suffice for."""
        missing = self._missing()
        for done, key in enumerate(missing):
            if seconds_left() <= 0 or not self._copy(key, seconds_left):
                return len(missing) - done
        return 0

    def work(self) -> Exported:
        """Count what there is to export."""
        return _counted(self._objects(self._from, self._sandbox.work))

    def seal(self, account: dict[str, Any]) -> Exported:
        """Compare both sides, write the student's account and the proof. Raises ExportError."""
        if missing := self._missing():
            raise ExportError(f"{len(missing)} objects below {self._sandbox.work} are not in the export")
        there = self._objects(self._to, f"{self._sandbox.export}work/")
        exported = _counted(there)
        self._write("account.json", account)
        self._write("work.json", exported.model_dump())
        return exported

    def sealed(self) -> Exported:
        """Return the proof of an export. Raises ExportError without one, or if it is not what is there."""
        try:
            body = self._s3.get_object(Bucket=self._to, Key=f"{self._sandbox.export}work.json")["Body"].read()
        except self._s3.exceptions.NoSuchKey as error:
            raise ExportError("nothing is exported yet") from error
        proof = Exported.model_validate_json(body)
        there = self._objects(self._to, f"{self._sandbox.export}work/")
        if len(there) < proof.objects or self._missing():
            raise ExportError("the export is not what it was when it was made; look into the bucket")
        return proof

    def _missing(self) -> list[str]:
        """List the keys that the export lacks, or has in another size or older than they are here."""
        here = self._objects(self._from, self._sandbox.work)
        there = self._objects(self._to, f"{self._sandbox.export}work/")
        return [
            key
            for key, one in here.items()
            if key not in there or there[key].size != one.size or there[key].written < one.written
        ]

    def _objects(self, bucket: str, prefix: str) -> dict[str, Copied]:
        return {
            row["Key"].removeprefix(prefix): Copied(size=row["Size"], written=row["LastModified"])
            for row in self._rows(bucket, prefix)
        }

    def _rows(self, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        return every(
            self._s3.list_objects_v2,
            "Contents",
            asked="ContinuationToken",
            answered="NextContinuationToken",
            Bucket=bucket,
            Prefix=prefix,
        )

    def _copy(self, key: str, seconds_left: Callable[[], float]) -> bool:
        """Copy one; False where the time did not suffice for all of its parts."""
        source = {"Bucket": self._from, "Key": f"{self._sandbox.work}{key}"}
        into = {"Bucket": self._to, "Key": f"{self._sandbox.export}work/{key}"}
        head = self._s3.head_object(**source)
        if head["ContentLength"] > PART_BYTES:
            parts = Parts(s3=self._s3, source=source, into=into, size=head["ContentLength"])
            return parts.copy(since=head["LastModified"], seconds_left=seconds_left)
        self._s3.copy_object(CopySource=source, TaggingDirective="REPLACE", **into)
        return True

    def _write(self, name: str, document: dict[str, Any]) -> None:
        body = json.dumps(document, indent=2, default=str).encode()
        key = f"{self._sandbox.export}{name}"
        self._s3.put_object(Bucket=self._to, Key=key, Body=body, ContentType="application/json")


def _counted(objects: Mapping[str, Copied]) -> Exported:
    return Exported(objects=len(objects), bytes=sum(one.size for one in objects.values()))
