"""Whole platforms of another region, with choices that no committed environment makes."""

from pathlib import Path
from typing import Any

import config
from config import Environment
from stacks import build_app

ABROAD = "ap-southeast-1"
OPEN_INSTANCE = {
    "mode": "realtime",
    "instance_type": "ml.m5.large",
    "instance_count": 2,
    "network_isolation": False,
}


def _varied(name: str, *, called: str = "", **changes: Any) -> Environment:
    """Return an environment abroad; a table that is changed keeps its other keys, but for [serving]."""
    values = config.load(name).model_dump()
    for key, change in changes.items():
        whole = key == "serving" or not isinstance(change, dict)
        values[key] = change if whole else values[key] | change
    return Environment.model_validate({**values, "name": called or name, "region": ABROAD})


def environments() -> list[Environment]:
    """Return dev and `hosted` on AWS's container, prod on three zones, workbench behind a firewall."""
    three = {"cidr": "10.42.0.0/20", "availability_zones": 3}
    instances = config.load("prod").serving.model_dump() | {"instance_count": 3}
    return [
        # AWS's container has no Autopilot's machine to serve.
        _varied("dev", image="prebuilt", autopilot=None),
        _varied("dev", called="hosted", image="prebuilt", autopilot=None, serving=OPEN_INSTANCE),
        _varied("prod", network=three, serving=instances, snap_start=False),
        _varied("workbench", api={"auth": "cognito", "waf": True}),
    ]


def synthesize(folder: Path) -> None:
    """Synthesis itself ends at a finding of the strict validator or of a pack outside the register."""
    build_app(configs=environments(), outdir=str(folder)).synth()
