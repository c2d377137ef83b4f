"""From a body to rows that fit the card; the worker reads an uploaded file the same way."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from http_api import body
from http_api.negotiation import CSV, JSON
from http_api.problems import invalid
from job_store.ids import is_job_id

from . import delimited, rows
from .card import Card

FORMATS = (JSON, CSV)
UPLOAD = "upload"


@dataclass(frozen=True)
class UploadedRows:
    """A body that says where the rows are."""

    upload: str


def read_body(data: bytes, *, sent_type: str, card: Card, max_rows: int) -> list[rows.Row] | UploadedRows:
    """Read rows, or the name of an upload; 400 naming the faults."""
    if sent_type == CSV:
        return rows.from_instances(delimited.read_instances(data, card=card), card=card, max_rows=max_rows)
    document = body.parse_json(data)
    if isinstance(document, dict) and UPLOAD in document:
        return _uploaded(document)
    return rows.from_document(document, card=card, max_rows=max_rows)


def write_payload(checked: Sequence[rows.Row]) -> bytes:
    """Write rows as the container takes them."""
    # As UTF-8: escaped, Vietnamese text would be twice its size and beyond what an endpoint takes.
    document = {"instances": checked}
    return json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


def _uploaded(document: dict[str, object]) -> UploadedRows:
    id_ = document[UPLOAD]
    if len(document) != 1:
        raise invalid(UPLOAD, "stands alone: the rows are in the uploaded file")
    if not isinstance(id_, str) or not is_job_id(id_):
        raise invalid(UPLOAD, "must be the `upload` that POST /v1/models/{model}/uploads answered")
    return UploadedRows(id_)
