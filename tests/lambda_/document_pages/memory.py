"""Objects in memory with S3's conditions, and every write counted."""

import hashlib

from document_pages.objects import Stored, StoreError
from http_api.problems import invalid
from http_api.uploads import Upload


class Memory:
    """The Objects port; `lose` makes the next creation find that another delivery was faster."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.created: list[str] = []

    def names(self, prefix: str) -> set[str]:
        return {name for name in self.held if name.startswith(prefix)}

    def read(self, name: str) -> Stored:
        if name not in self.held:
            raise StoreError("GetObject failed")
        return Stored(data=self.held[name], etag=_tag(self.held[name]))

    def create(self, name: str, data: bytes) -> bool:
        if name in self.held:
            return False
        self.held[name] = data
        self.created.append(name)
        return True

    def replace(self, name: str, data: bytes, *, etag: str) -> bool:
        if _tag(self.held[name]) != etag:
            return False
        self.held[name] = data
        return True

    def find(self, address: str) -> Upload:
        """As http_api.uploads.find_upload does on a bucket."""
        key = address.removeprefix("s3://documents/")
        if not key.startswith("uploads/") or key not in self.held:
            raise invalid("s3_uri", "is not there")
        data = self.held[key]
        return Upload(bucket="documents", key=key, size=len(data), head=data[:16], etag=_tag(data))


def _tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
