"""Objects in memory with S3's conditions, and every write counted."""

import hashlib

from http_api.problems import invalid
from http_api.uploads import Upload, folder_of
from job_store.objects import Stored, StoreError

OURS = folder_of("key-1")
"""Where the uploads of the client are whose events tests send."""


class Memory:
    """The Objects port; a version is the hash of the bytes, and `looked_at` has those that were found."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.created: list[str] = []
        self.looked_at: dict[tuple[str, str], bytes] = {}
        self.reads: list[str] = []

    def names(self, prefix: str) -> set[str]:
        return {name for name in self.held if name.startswith(prefix)}

    def read(self, name: str, *, version: str | None = None) -> Stored:
        self.reads.append(name)
        if version is not None:
            return Stored(data=self.looked_at[name, version], etag=version)
        if name not in self.held:
            raise StoreError("GetObject failed")
        return Stored(data=self.held[name], etag=tag(self.held[name]))

    def create(self, name: str, data: bytes) -> bool:
        if name in self.held:
            return False
        self.held[name] = data
        self.created.append(name)
        return True

    def replace(self, name: str, data: bytes, *, etag: str) -> bool:
        if tag(self.held[name]) != etag:
            return False
        self.held[name] = data
        return True

    def find(self, address: str, *, client: str) -> Upload:
        """As http_api.uploads.find_upload does on a bucket."""
        key = address.removeprefix("s3://documents/")
        if not key.startswith(folder_of(client)) or key not in self.held:
            raise invalid("s3_uri", "is not there")
        data = self.held[key]
        self.looked_at[key, tag(data)] = data
        return Upload(bucket="documents", key=key, version=tag(data), size=len(data), head=data[:16])


def tag(data: bytes) -> str:
    """Return the version and entity tag of these bytes."""
    return hashlib.sha256(data).hexdigest()
