"""The verb `lab2api quotas check`, and the step before a deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import config
from cli import terminal
from cli.declared.reading import synthesized
from cli.quotas.check import check as compared
from cli.quotas.needs import not_counted
from cli.quotas.show import print_findings
from cli.quotas.verdict import Code, State, code
from cli.target import Target

app = typer.Typer(help="Whether your account's quotas allow an environment.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `check` a verb of its own."""


@app.command()
def check(
    environment: Annotated[str, typer.Argument(metavar="ENV", help="A file in config/environments.")],
    seats: Annotated[
        int | None,
        typer.Option(min=1, help="As if so many people had a Studio seat like those declared, all at work."),
    ] = None,
    account: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="JSON of `aws service-quotas list-service-quotas`; several services' Quotas in one list.",
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody; compare with AWS's defaults, unverified.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Add up what ENV's templates need of each quota and compare it with your account, before a deploy.

    Ends with 0 if all fits, 1 if an applied quota is too small, 3 if something could not be told: a quota
    that is unknown, or a default that is too small, which your account may have raised. Answers of Service
    Quotas are kept for an hour. What the account uses already is not subtracted.

    A seat is a profile, a space, a role with its policies, one open app and a Canvas session; the rest is
    shared. Counted is what scaling may bring, and at least two fleets where a deployment replaces one.

    `lab2api quotas check prod --seats 30`
    """
    region = config.load(environment).region
    resources = synthesized(environment)
    findings = compared(
        Target(environment=environment, region=region),
        resources,
        seats=seats,
        account=account,
        offline=offline,
    )
    left = not_counted(resources)
    if as_json:
        terminal.print_json({"quotas": [f.as_json() for f in findings], "not_counted": left})
    else:
        print_findings(findings, not_counted=left)
    raise typer.Exit(code(findings))


def before_deploy(target: Target) -> None:
    """End the command where an applied quota is too small; say what may be."""
    findings = compared(target, synthesized(target.environment))
    worse = [finding for finding in findings if finding.state is not State.FITS]
    if code(findings) is Code.BREAKS:
        print_findings(worse, not_counted=())
        terminal.stop(
            f"{target.environment} does not fit this account's quotas; nothing was deployed",
            hint="To deploy all the same: --skip-quotas",
        )
    for finding in worse:
        name = finding.needed.quota.name
        terminal.err.print(f"quota {finding.state}: {name}, {finding.amount} needed", style="yellow")
    if worse:
        terminal.err.print(f"all of it: lab2api quotas check {target.environment}", style="dim")
