"""An environment with `[account]`: nothing of IAM is declared, and one role that is there runs everything."""

from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from config import ConfigError, Environment
from config.account import Account
from config.account_losses import falls_away
from stacks.platform import Platform

WITHOUT_SERVICE = ("CloudFormation", "CDK")
"""Types that CloudFormation itself has: what it cannot do without."""


def declared(app: cdk.App, *, config: Environment, context: Mapping[str, Any]) -> Platform:
    """Declare an environment's Stage. Raises ConfigError where its account does not allow a resource."""
    name = config.name.capitalize()
    if config.account is None:
        return Platform(app, name, config=config)
    paths = _roles(name, config=config, context=context)
    stage = Platform(app, name, config=config, existing_roles=dict.fromkeys(paths, config.account.role_name))
    _drop_policies(stage)
    _share_concurrency(stage, account=config.account)
    if problems := [*_refused(stage, account=config.account)]:
        raise ConfigError(source=f"{config.name}.toml", problems=problems)
    _say_what_falls_away(stage, config=config)
    return stage


def _roles(name: str, *, config: Environment, context: Mapping[str, Any]) -> Sequence[str]:
    """Return the path of every role, ours or the CDK's, which wants each by name."""
    # Assets are copied, to be thrown away: uncopied, the CDK would remember them so for the real stage.
    with TemporaryDirectory() as folder:
        aside = cdk.App(analytics_reporting=False, context=dict(context), outdir=folder)
        stage = Platform(aside, name, config=config)
        return [one.node.path for one in stage.node.find_all() if isinstance(one, iam.Role)]


def _drop_policies(stage: cdk.Stage) -> None:
    """Take the resource out of inline policies of roles of other stacks, which the CDK leaves in."""
    for resource in _resources(stage):
        if resource.cfn_resource_type == "AWS::IAM::Policy" and resource.node.scope:
            resource.node.scope.node.try_remove_child(resource.node.id)


def _share_concurrency(stage: cdk.Stage, *, account: Account) -> None:
    """Reserve nothing where the account has too little; `falls_away` says so."""
    if account.reserves:
        return
    for resource in _resources(stage):
        if isinstance(resource, lambda_.CfnFunction):
            resource.reserved_concurrent_executions = None


def _refused(stage: cdk.Stage, *, account: Account) -> Iterator[str]:
    """Yield what the account would refuse minutes into a deploy, with the construct that needs it."""
    for resource in _resources(stage):
        vendor, service, *_ = resource.cfn_resource_type.split("::")
        if service == "IAM":
            yield f"account.role: {resource.node.path} is of IAM, where nobody may create anything; remove it"
        elif vendor == "AWS" and service not in (*WITHOUT_SERVICE, *account.services):
            yield (
                f"account.services: {resource.node.path} needs {service}; add it there if the account has "
                "it, or remove the table that declares this"
            )
    for role in (one for one in stage.node.find_all() if isinstance(one, iam.Role)):
        for service in _trusted(role):
            if service not in account.trusted_by:
                yield (
                    f"account.trusted_by: {role.node.path} is for {service}, which cannot take "
                    f"{account.role_name}; add it there if the role's trust names it"
                )


def _trusted(role: iam.Role) -> list[str]:
    """Return the services that a role of the Stage would trust."""
    document = cdk.Stack.of(role).resolve(role.assume_role_policy)
    named = [statement["Principal"].get("Service", []) for statement in document["Statement"]]
    services = {one for names in named for one in ([names] if isinstance(names, str) else names)}
    return sorted(service.removesuffix(".amazonaws.com") for service in services)


def _resources(stage: cdk.Stage) -> list[cdk.CfnResource]:
    return [one for one in stage.node.find_all() if isinstance(one, cdk.CfnResource)]


def _say_what_falls_away(stage: Platform, *, config: Environment) -> None:
    """Annotate the stack that every environment has, and each class's: `cdk synth` prints it."""
    classes = [f"Class-{roster.name}" for roster in config.classes]
    for loss in falls_away(config):
        for stack_id in classes if loss.of_a_class else ["Data"]:
            told = cdk.Annotations.of(stage.node.find_child(stack_id))
            told.add_info_v2(f"lab2api:account:{loss.key}", str(loss))
