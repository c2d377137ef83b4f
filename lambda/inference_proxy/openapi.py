"""The API's OpenAPI 3.1 document: built from the typed models by `make openapi`, served as it is."""

import json
from pathlib import Path
from typing import Any

from .settings import Settings

COMMITTED = Path(__file__).with_name("openapi.json")
# API Gateway's default integration limit, which the stack keeps.
TIMEOUT_SECONDS = 29


def served_document(settings: Settings) -> str:
    """Return the committed document, with this environment's limits."""
    document: dict[str, Any] = json.loads(COMMITTED.read_bytes())
    return json.dumps(with_limits(document, settings), separators=(",", ":"))


def with_limits(document: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """State the limits where they hold: `x-limits`, the rows of a request, the bytes of an upload."""
    document["info"]["x-limits"] = {
        "max_body_bytes": settings.max_body_bytes,
        "max_rows": settings.max_rows,
        "max_upload_bytes": settings.max_upload_bytes,
        "timeout_seconds": TIMEOUT_SECONDS,
    }
    document["components"]["schemas"]["PredictionsRequest"]["properties"]["instances"]["maxItems"] = (
        settings.max_rows
    )
    upload = document["components"]["schemas"]["NewUploadRequest"]["properties"]["content_length"]
    upload["maximum"] = settings.max_upload_bytes
    return document
