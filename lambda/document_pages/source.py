"""The document of a request: the body's bytes, or an object that the client has put into the bucket."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from http_api import body
from http_api.problems import Kind, ProblemError, invalid
from http_api.uploads import FIELD, Upload, s3_object
from job_store.objects import Objects

from .formats import MEDIA_TYPES, Format, known_pages, sniff
from .limits import MOST_BYTES_STORED_IMAGE, MOST_BYTES_STORED_PDF, MOST_BYTES_SYNCHRONOUS

JSON = "application/json"
Find = Callable[[str], Upload]
"""Look an upload of the client's up by its address; 400 where it is another's or not there."""


@dataclass(frozen=True)
class Document:
    """What a document is, how large, which version of an object or which bytes; pages None when unknown."""

    format: Format
    size: int
    pages: int | None
    identity: bytes
    field: str
    data: bytes | None = None
    key: str | None = None
    version: str | None = None

    @property
    def fits_one_call(self) -> bool:
        """Whether it can be sent to Textract in one call that answers at once."""
        return self.pages in (1, None) and self.size <= MOST_BYTES_SYNCHRONOUS

    def for_textract(self, bucket: str) -> dict[str, Any]:
        """Return Textract's `Document`."""
        if self.data is not None:
            return {"Bytes": self.data}
        return {"S3Object": s3_object(bucket, self.key or "", version=self.version)}


def from_bytes(data: bytes) -> Document:
    """Tell a body by its magic bytes; any other than an image or PDF is a 415."""
    format_ = sniff(data)
    if format_ is None:
        raise ProblemError(
            Kind.UNSUPPORTED_MEDIA_TYPE,
            f"The body's first bytes are not those of {', '.join(MEDIA_TYPES)}: send one of these with its "
            "content-type, or application/json with an s3_uri.",
        )
    return Document(
        format=format_,
        size=len(data),
        pages=known_pages(data, format_),
        identity=hashlib.sha256(data).digest(),
        field="body",
        data=data,
    )


def from_object(uri: object, *, find: Find, objects: Objects, field: str = FIELD) -> Document:
    """Look at an object below `uploads/`: its size and its first bytes, no more than is needed."""
    if not isinstance(uri, str) or not uri.isprintable():
        raise invalid(field, "must be the address of an object, as text")
    found = find(uri)
    format_ = sniff(found.head)
    if format_ is None:
        raise ProblemError(
            Kind.UNSUPPORTED_MEDIA_TYPE,
            f"{field}: the object's first bytes are not those of {', '.join(MEDIA_TYPES)}.",
        )
    limit = MOST_BYTES_STORED_IMAGE if format_ in (Format.PNG, Format.JPEG) else MOST_BYTES_STORED_PDF
    if found.size > limit:
        raise ProblemError(Kind.TOO_LARGE, f"{field}: has {found.size} bytes, Textract takes {limit}.")
    pages = 1 if format_ in (Format.PNG, Format.JPEG) else None
    if format_ is Format.TIFF and found.size <= MOST_BYTES_SYNCHRONOUS:
        pages = known_pages(objects.read(found.key, version=found.version).data, format_)
    return Document(
        format=format_,
        size=found.size,
        pages=pages,
        identity=f"{found.key}\n{found.version}".encode(),
        field=field,
        key=found.key,
        version=found.version,
    )


def read_object_body(data: bytes, *, names: frozenset[str]) -> dict[str, object]:
    """Parse the JSON body: an object with exactly one of `names`."""
    parsed = body.parse_json(data)
    if not isinstance(parsed, dict) or len(parsed) != 1 or not parsed.keys() <= names:
        raise invalid("body", f"must be a JSON object with one name: {' or '.join(sorted(names))}")
    return parsed


def is_json(content_type: str | None) -> bool:
    """Tell whether the body is JSON; API Gateway takes an absent type for JSON as well."""
    return (content_type or JSON).partition(";")[0].strip().lower() == JSON
