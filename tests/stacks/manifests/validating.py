"""Manifests held against what an API server would refuse: Kubernetes' own schemas, and those of the CRDs."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[1] / "schemas"
VERSION = "1.35"
CUSTOM = {
    ("karpenter.sh/v1", "NodePool"),
    ("eks.amazonaws.com/v1", "NodeClass"),
    ("eks.amazonaws.com/v1", "TargetGroupBinding"),
}


@cache
def _schema(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8")))


def refused(manifest: dict[str, Any], *, version: str = VERSION) -> list[str]:
    """Return what is wrong with a manifest, as `spec.selector: ...`; nothing where it would be taken."""
    if (manifest["apiVersion"], manifest["kind"]) in CUSTOM:
        errors = list(_schema(manifest["kind"]).iter_errors(manifest))
        return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}"]
    except kubernetes_validate.SchemaNotFoundError as error:
        return [str(error.message)]
    return []
