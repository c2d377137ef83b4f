"""The document chain in the OpenAPI document."""

from typing import Any

from document_pages.formats import MEDIA_TYPES
from document_pages.limits import MOST_PAGES
from http_api.negotiation import JSON
from http_api.openapi import METERED_HEADERS, metered, ok, schema
from http_api.text_limits import TRANSLATE_LANGUAGES
from http_api.uploads import EXAMPLE_ADDRESS
from job_store.accepted import JobAccepted

from .answers import DigitizedAnswer, DigitizedPage

ANSWERS = (DigitizedAnswer, DigitizedPage, JobAccepted)

_ADDRESS = {"type": "string", "pattern": "^s3://.+/uploads/.+$"}
_TARGET = {
    "name": "target",
    "in": "query",
    "description": "The language to translate to.",
    "schema": {"type": "string", "enum": list(TRANSLATE_LANGUAGES), "default": "en"},
}
_MODE = {
    "name": "mode",
    "in": "query",
    "description": "`async` makes even one page a job; `sync` refuses what cannot be answered at once.",
    "schema": {"type": "string", "enum": ["sync", "async"]},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and document find the same job again; nothing is paid for twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}


def paths() -> dict[str, Any]:
    """Build the path with its one operation."""
    return {
        "/v1/ai/digitize": {
            "post": metered(
                "digitize",
                "A scanned page as one JSON: text, tables, language, translation, analysis, redaction",
                description=(
                    "One page is answered at once. More pages become a job of a state machine: 202, with its "
                    "address in `Location`; pages that fail are reported by number, the others finish."
                ),
                parameters=(_TARGET, _MODE, _IDEMPOTENCY_KEY),
                request_body=_body(),
                answer=DigitizedAnswer,
                more={"202": _accepted()},
            )
        }
    }


def _body() -> dict[str, Any]:
    many = {"type": "array", "items": _ADDRESS, "minItems": 1, "maxItems": MOST_PAGES}
    named = {
        "oneOf": [
            {
                "type": "object",
                "properties": {name: value},
                "required": [name],
                "additionalProperties": False,
            }
            for name, value in (("s3_uri", _ADDRESS), ("s3_uris", many))
        ]
    }
    example = {"s3_uri": EXAMPLE_ADDRESS}
    return {
        "required": True,
        "description": "The file, up to 4 MiB, or what POST /v1/ai/uploads gave; many are a page each.",
        "content": {
            **{media_type: {"schema": {}} for media_type in MEDIA_TYPES},
            JSON: {"schema": named, "example": example},
        },
    }


def _accepted() -> dict[str, Any]:
    headers = (*METERED_HEADERS, "location", "retry_after")
    return ok({JSON: {"schema": schema(JobAccepted)}}, headers=headers) | {
        "description": "A job was opened, or found again."
    }
