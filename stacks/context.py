"""The context of an app: the CDK's feature flags of cdk.json, and what its command line adds."""

import json
from pathlib import Path
from typing import Any

CDK_JSON = Path(__file__).parents[1] / "cdk.json"
CLI_DEFAULTS = {"aws:cdk:enable-path-metadata": True, "aws:cdk:enable-asset-metadata": True}
"""What the CDK CLI adds to the context; repeated so that a synth without the CLI gives the same bytes."""


def context() -> dict[str, Any]:
    """Return the context that every app of this project starts with."""
    return {**CLI_DEFAULTS, **json.loads(CDK_JSON.read_text(encoding="utf-8"))["context"]}
