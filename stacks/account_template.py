"""The template of a sandbox in an account of its own, as text that a stack set can carry."""

import json
from tempfile import TemporaryDirectory

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from config.roster import Roster
from stacks.account_sandbox import AccountSandboxStack
from stacks.context import context

LONGEST = 51_200
"""Bytes of a TemplateBody (CloudFormation quotas); a larger template needs a bucket that all can read."""


_SHORT = {"aws:cdk:enable-path-metadata": False, "aws:cdk:enable-asset-metadata": False}


def account_template(*, config: Environment, roster: Roster) -> str:
    """Synthesize it in an app of its own, which leaves nothing behind.

    Raises `ValueError` for an environment without `[studio]`, and for a template that is too long.
    """
    with TemporaryDirectory() as folder:
        app = cdk.App(analytics_reporting=False, outdir=folder, context={**context(), **_SHORT})
        stage = declare(app, config=config, roster=roster)
        (stack,) = stage.synth().stacks
        text = json.dumps(stack.template, separators=(",", ":"), sort_keys=True)
    if (size := len(text.encode())) > LONGEST:
        raise ValueError(
            f"{roster.name}: the account's template has {size} bytes; a stack set takes {LONGEST}"
        )
    return text


def declare(app: Construct, *, config: Environment, roster: Roster) -> cdk.Stage:
    """Declare the stack in a Stage that is called as the environment's, so that the register's paths fit."""
    if config.studio is None:
        raise ValueError(f"{roster.name}: {config.name} has no [studio], where students would work")
    stage = cdk.Stage(app, config.name.capitalize(), env=cdk.Environment(region=config.region))
    AccountSandboxStack(stage, f"Class-{roster.name}", config=config, roster=roster, studio=config.studio)
    for key, value in {"environment": config.name, **config.tags}.items():
        cdk.Tags.of(stage).add(key, value)
    return stage
