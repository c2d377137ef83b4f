"""Strict mode: the IAM action and the feature group of a request to the runtime."""

import json

from local.feature_store.runtime import PATH, operation_of


def is_runtime(path: str) -> bool:
    """Tell whether a request is one of the feature store's runtime."""
    return PATH.fullmatch(path) is not None


def action(method: str, path: str) -> str:
    """Return the action, named as the operation."""
    return f"sagemaker:{operation_of(method, path)}"


def resource(path: str, body: bytes, *, prefix: str) -> str:
    """Return the group's ARN: of a batch the first, as one request can be checked for one resource here."""
    found = PATH.fullmatch(path)
    if found and found["group"]:
        name = found["group"].removesuffix("/ListRecords").removesuffix("/Record")
    else:
        request = json.loads(body or b"{}")
        name = [*request.get("Identifiers", []), *request.get("Entries", [])][0]["FeatureGroupName"]
    return f"{prefix}:feature-group/{name.rsplit('/', 1)[-1].lower()}"
