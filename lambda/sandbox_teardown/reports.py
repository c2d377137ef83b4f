"""Reports as JSON in the bucket of exports: one a student, and one a class."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from class_ledger.lease import Lease


class Verdict(BaseModel):
    """How a teardown ended: `clean` if every sandbox that was asked for has ended."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clean: bool
    students: int
    ended: int
    open: tuple[str, ...]
    """The first of those that have not, for people."""
    report: str
    said: str
    """The same in a line, which a failed execution shows as its cause."""


class Reports:
    """`s3` is a boto3 client."""

    def __init__(self, *, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def write(self, key: str, document: dict[str, Any]) -> str:
        """Write one and return its address."""
        body = json.dumps(document, indent=2, default=str).encode()
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType="application/json")
        return f"s3://{self._bucket}/{key}"

    def read(self, key: str) -> bytes:
        """Return one that was written."""
        body: bytes = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return body

    def conclude(self, class_name: str, leases: Sequence[Lease], *, missing: Sequence[str]) -> Verdict:
        """Write the class's; `missing` were asked for and have no lease, so that nothing says they ended."""
        open_ = [lease for lease in leases if lease.state != "ended"]
        rows = [
            {"student": lease.slug, "state": lease.state, "why": lease.reason, "spent_usd": lease.spent_usd}
            for lease in leases
        ]
        document = {
            "class": class_name,
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "clean": not open_ and not missing,
            "students": rows,
            "without_lease": list(missing),
        }
        report = self.write(f"{class_name}/report.json", document)
        ended, students = len(leases) - len(open_), len(leases) + len(missing)
        return Verdict(
            clean=not open_ and not missing,
            students=students,
            ended=ended,
            open=tuple([*(lease.slug for lease in open_), *missing][:20]),
            report=report,
            said=f"{ended} of {students} sandboxes have ended; {_where(ended == students)} {report}",
        )


def _where(clean: bool) -> str:
    return "nothing is left:" if clean else "what is left of the others is in"
