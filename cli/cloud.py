"""`lab2api deploy|destroy ENV`: the same templates in your AWS account, by the real CDK CLI."""

from __future__ import annotations

from typing import Annotated

import typer

import config
from cli import cdk, closed_account, removal, serving, terminal
from cli.classes.before_deploy import check_classes
from cli.quotas.command import before_deploy
from cli.target import Target, of_environment

Environment = Annotated[
    str, typer.Argument(metavar="ENV", help="dev, prod, or another file in config/environments.")
]


def _cloud_target(environment: str) -> Target:
    if config.load(environment).laptop:
        terminal.stop(
            f"`{environment}` is for this machine",
            hint=f"Use: ./lab2api local up --env {environment}. For AWS, copy its file without `laptop`.",
        )
    return of_environment(environment)


def deploy(
    environment: Environment,
    skip_quotas: Annotated[
        bool, typer.Option("--skip-quotas", help="Do not compare with the account's quotas first.")
    ] = False,
) -> None:
    """Bootstrap and deploy every stack of an environment to the account your AWS credentials belong to.

    Where nobody may create a role (`[account]`), nothing is bootstrapped: your own credentials do it all.

    First `lab2api quotas check`: where a quota of the account is too small, nothing is deployed. Nor is it
    where a class is over or torn down, or where other `seats` would delete students' spaces.
    """
    target = _cloud_target(environment)
    caller = target.client("sts").get_caller_identity()
    closed = closed_account.checked(environment, caller)
    check_classes(target)
    if not skip_quotas:
        before_deploy(target)
    scope = f"{environment.capitalize()}/*"
    if closed:
        closed_account.make_asset_bucket(target=target, account=caller["Account"])
    else:
        cdk.run("bootstrap", f"aws://{caller['Account']}/{target.region}", target=target, quiet=False)
    as_role = closed.options(caller) if closed else []
    cdk.run("deploy", scope, "-c", f"environments={environment}", *as_role, target=target, quiet=False)
    terminal.out.print(f"API: {target.api_url()}")


def destroy(
    environment: Environment,
    with_data: Annotated[
        bool, typer.Option(help="First delete every object version and every registered model version.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an environment. AWS keeps buckets and registry groups that hold something: see --with-data."""
    target = _cloud_target(environment)
    caller = target.client("sts").get_caller_identity()
    account, closed = caller["Account"], closed_account.checked(environment, caller)
    what = "everything, all data and registered models included," if with_data else "every endpoint and stack"
    if not yes:
        typer.confirm(f"Remove {what} of {environment} in account {account}, {target.region}?", abort=True)
    serving.remove_all(target=target)
    if with_data:
        removal.empty_registry(target=target)
        removal.empty_buckets(target=target)
    scope = f"{environment.capitalize()}/*"
    as_role = closed.options(caller) if closed else []
    cdk.run(
        "destroy", scope, "-c", f"environments={environment}", "--force", *as_role, target=target, quiet=False
    )
