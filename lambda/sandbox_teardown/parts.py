"""One large object, copied part by part: a function that ended in the middle goes on with the next part."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sandbox_teardown.objects import uploads

PART_BYTES, MOST_PARTS = 512 * 1024**2, 10_000
"""An object has no more parts (Amazon S3 guide, multipart upload limits); terabytes have larger ones."""


class Parts:
    """Copies `source` `into` another place, both a bucket and a key; S3 copies each part itself."""

    def __init__(self, *, s3: Any, source: dict[str, str], into: dict[str, str], size: int) -> None:
        self._s3, self._source, self._into, self._size = s3, source, into, size
        self._bytes = max(PART_BYTES, -(-size // MOST_PARTS))

    def copy(self, *, since: datetime, seconds_left: Callable[[], float]) -> bool:
        """Copy what no call before has; `since` is when the source was written. False if time is out.

        The bucket's lifecycle ends an upload that nobody goes on with.
        """
        upload = self._into | {"UploadId": self._begun(since)}
        tags = {part["PartNumber"]: part["ETag"] for part in self._copied(upload)}
        for number, start in enumerate(range(0, self._size, self._bytes), start=1):
            if number in tags:
                continue
            if seconds_left() <= 0:
                return False
            tags[number] = self._part(upload, number, start)
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in sorted(tags.items())]
        self._s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        return True

    def _begun(self, since: datetime) -> str:
        """Return an upload that has parts of no older source, or begin one."""
        bucket, key = self._into["Bucket"], self._into["Key"]
        for upload in uploads(self._s3, bucket, key):
            if upload["Key"] == key and upload["Initiated"] >= since:
                return str(upload["UploadId"])
        return str(self._s3.create_multipart_upload(**self._into)["UploadId"])

    def _copied(self, upload: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Yield the parts that are there; the last page has a marker too."""
        marker = 0
        for _ in range(MOST_PARTS):
            page = self._s3.list_parts(**upload, PartNumberMarker=marker)
            yield from page.get("Parts", [])
            if not page.get("IsTruncated"):
                return
            marker = page["NextPartNumberMarker"]

    def _part(self, upload: dict[str, str], number: int, start: int) -> str:
        last = min(start + self._bytes, self._size) - 1
        answer = self._s3.upload_part_copy(
            **upload, PartNumber=number, CopySource=self._source, CopySourceRange=f"bytes={start}-{last}"
        )
        return str(answer["CopyPartResult"]["ETag"])
