"""A job's hyperparameters as SageMaker hands them over: each is a string, often JSON-encoded."""

import json
import os
from collections.abc import Mapping
from pathlib import Path


def read(path: Path, environment: Mapping[str, str] | None = None) -> object:
    """Read SM_HPS if AWS's toolkit set it, else the file, else nothing; pydantic has to check it.

    Names that start with `sagemaker_` belong to the toolkit and are passed over.
    """
    source = os.environ if environment is None else environment
    text = source.get("SM_HPS") or (path.read_text(encoding="utf-8") if path.is_file() else "{}")
    raw: object = json.loads(text)
    if not isinstance(raw, dict):
        return raw
    return {name: _decode(value) for name, value in raw.items() if not name.startswith("sagemaker_")}


def _decode(value: object) -> str:
    """Undo the JSON encoding of a string in quotes; keep plain text such as 1.0 as it is."""
    if not isinstance(value, str):
        return str(value)
    if value.startswith('"'):
        try:
            decoded = json.loads(value)
        except ValueError:
            return value
        return str(decoded)
    return value
