"""What the local run leaves out: stacks of services that nothing on this machine stands for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NEVER_PRETENDED = ("AWS::ECS::", "AWS::EKS::", "AWS::Batch::", "AWS::ElasticLoadBalancingV2::")
"""Their templates are checked by real tools, and `lab2api containers run` runs what a task would run."""


def wanted_stacks(assembly: Path) -> tuple[list[str], list[str]]:
    """Return the stacks of an assembly that are deployed here, and those left out with all that need them.

    Both as the CDK CLI selects them: `Dev/Data`.
    """
    artifacts: Mapping[str, Any] = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    stacks = {name: one for name, one in artifacts.items() if one["type"] == "aws:cloudformation:stack"}
    out = {name for name, one in stacks.items() if _has_never_pretended(assembly, one)}
    while more := {name for name, one in stacks.items() if out & set(one.get("dependencies", []))} - out:
        out |= more
    shown = {name: one.get("displayName", name) for name, one in stacks.items()}
    return [shown[name] for name in stacks if name not in out], sorted(shown[name] for name in out)


def _has_never_pretended(assembly: Path, stack: Mapping[str, Any]) -> bool:
    template = json.loads((assembly / stack["properties"]["templateFile"]).read_text(encoding="utf-8"))
    return any(
        resource["Type"].startswith(NEVER_PRETENDED) for resource in template.get("Resources", {}).values()
    )
