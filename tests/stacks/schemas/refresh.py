"""Write a schema here from a CRD: `python tests/stacks/schemas/refresh.py CRD.yaml VERSION KIND SOURCE`.

Prose and CEL rules are left out, as no JSON Schema validator reads them; what the CRD does not name is
refused, as an API server refuses it with `fieldValidation=Strict`. SOURCE is the address with the commit.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml


def strict(schema: Any) -> Any:
    """Refuse unknown fields wherever fields are named."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: {name: strict(one) for name, one in value.items()} if key == "properties" else strict(value)
        for key, value in schema.items()
        if key not in ("description", "default", "format", "example") and not key.startswith("x-kubernetes")
    }
    return {**kept, "additionalProperties": False} if "properties" in kept else kept


def main(crd: str, version: str, kind: str, source: str) -> None:
    """Write `<kind>.json`."""
    (found,) = (
        one
        for one in yaml.safe_load(Path(crd).read_text(encoding="utf-8"))["spec"]["versions"]
        if one["name"] == version
    )
    schema = strict(found["schema"]["openAPIV3Schema"])
    schema["properties"]["metadata"] = {"type": "object"}
    target = Path(__file__).with_name(f"{kind}.json")
    body = {"$comment": f"Apache-2.0, {source}; made by refresh.py", **schema}
    target.write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
