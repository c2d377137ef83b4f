"""The feature route in the OpenAPI document."""

from typing import Any

from http_api.negotiation import JSON
from http_api.openapi import EVERYWHERE, ok, problems, schema
from http_api.problems import Kind

from .answers import FeatureRecord
from .routes import FEATURES, ID, MOST_ASKED
from .settings import GROUP

ANSWERS = (FeatureRecord,)
_KINDS = (
    Kind.INVALID_REQUEST,
    Kind.NOT_FOUND,
    Kind.NOT_ACCEPTABLE,
    Kind.MODEL_FAILED,
    Kind.UNAVAILABLE,
)
_EXAMPLE = {
    "group": "measurements",
    "id": "7ca1b2c46f0a4b5f",
    "event_time": "2026-11-26T08:00:00Z",
    "features": {"mean_radius": 17.99, "mean_texture": 10.38},
    "request_id": "6f3c1f0e-2f0b-4a52-9b0e-0d8d3b1f7c11",
}


def paths() -> dict[str, Any]:
    """Build the path with its one operation."""
    return {
        "/v1/features/{group}/{id}": {
            "parameters": [
                _parameter("group", "A feature group of this environment.", GROUP),
                _parameter("id", "The record's identifier.", ID),
            ],
            "get": _get(),
        }
    }


def _get() -> dict[str, Any]:
    told = f"Names of features, parted by commas, at most {MOST_ASKED}; all of them where it is left away."
    answer = {JSON: {"schema": schema(FeatureRecord), "example": _EXAMPLE}}
    return {
        "operationId": "getFeatures",
        "summary": "The newest record of an entity in a feature group",
        "description": "The newest by event time; none that has expired or was deleted.",
        "parameters": [
            {
                "name": "feature",
                "in": "query",
                "description": told,
                "schema": {"type": "string", "pattern": f"^{FEATURES}$"},
            }
        ],
        "responses": {"200": ok(answer)} | problems([*EVERYWHERE, *_KINDS]),
    }


def _parameter(name: str, description: str, pattern: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "pattern": f"^{pattern}$"},
    }
