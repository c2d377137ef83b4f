"""The declared platform: `build_app` is what app.py, the tests and the local run all call."""

from collections.abc import Sequence

import aws_cdk as cdk

from config import Environment
from stacks.blueprint import BlueprintStack
from stacks.context import CDK_JSON
from stacks.context import context as _context
from stacks.existing_role import declared
from stacks.explaining import explain
from stacks.nag import acknowledge, add_packs
from stacks.synthesizer import synthesizer

__all__ = ["CDK_JSON", "_context", "build_app"]


def build_app(*, configs: Sequence[Environment], outdir: str | None = None) -> cdk.App:
    """Declare one Stage for each environment and the rules that every template must pass.

    The context key `environments` (`-c environments=local,dev`) limits which are built, and `blueprint` names
    a class of which nothing but its blueprint is. Call `.synth()` on the result; it raises when a policy pack
    or the template validator finds anything outside stacks/register.toml.
    """
    closed = {config.name.capitalize() for config in configs if config.account}
    app = cdk.App(
        analytics_reporting=False,
        outdir=outdir,
        context=_context(),
        default_stack_synthesizer=synthesizer(closed=closed),
    )
    add_packs(app)
    if name := app.node.try_get_context("blueprint"):
        _declare_blueprint(app, configs, name)
        return app
    for config in _wanted(configs, app.node.try_get_context("environments")):
        stage = declared(app, config=config, context=_context())
        explain(stage, config=config)
        acknowledge(stage, config=config)
    return app


def _wanted(configs: Sequence[Environment], environments: str | None) -> list[Environment]:
    if environments is None:
        return list(configs)
    wanted, known = environments.split(","), [config.name for config in configs]
    if unknown := sorted(set(wanted) - set(known)):
        raise ValueError(f"context environments: no {', '.join(unknown)}; choose from {', '.join(known)}")
    return [config for config in configs if config.name in wanted]


def _declare_blueprint(app: cdk.App, configs: Sequence[Environment], name: str) -> None:
    found = [(config, roster) for config in configs for roster in config.classes if roster.name == name]
    if not found:
        raise ValueError(f"context blueprint: no class {name}")
    ((config, roster),) = found
    BlueprintStack(app, f"Blueprint-{name}", config=config, roster=roster)
