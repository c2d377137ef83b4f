"""The declared platform: `build_app` is what app.py, the tests and the local run all call."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from config import Environment
from stacks.explaining import explain
from stacks.nag import acknowledge, add_packs
from stacks.platform import Platform

CDK_JSON = Path(__file__).parents[1] / "cdk.json"
CLI_DEFAULTS = {"aws:cdk:enable-path-metadata": True, "aws:cdk:enable-asset-metadata": True}
"""What the CDK CLI adds to the context; repeated so that a synth without the CLI gives the same bytes."""


def build_app(*, configs: Sequence[Environment], outdir: str | None = None) -> cdk.App:
    """Declare one Stage for each environment and the rules that every template must pass.

    The context key `environments` (`-c environments=local,dev`) limits which are built. Call `.synth()` on
    the result; it raises when a policy pack or the template validator finds anything outside
    stacks/register.toml.
    """
    app = cdk.App(analytics_reporting=False, outdir=outdir, context=_context())
    add_packs(app)
    for config in _wanted(configs, app.node.try_get_context("environments")):
        stage = Platform(app, config.name.capitalize(), config=config)
        explain(stage, config=config)
        acknowledge(stage, config=config)
    return app


def _context() -> dict[str, Any]:
    return {**CLI_DEFAULTS, **json.loads(CDK_JSON.read_text(encoding="utf-8"))["context"]}


def _wanted(configs: Sequence[Environment], environments: str | None) -> list[Environment]:
    if environments is None:
        return list(configs)
    wanted, known = environments.split(","), [config.name for config in configs]
    if unknown := sorted(set(wanted) - set(known)):
        raise ValueError(f"context environments: no {', '.join(unknown)}; choose from {', '.join(known)}")
    return [config for config in configs if config.name in wanted]
