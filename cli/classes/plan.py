"""The verb `lab2api class plan`: a class before it is deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import terminal
from cli.classes.names import write_csv
from cli.classes.plan_show import print_plan
from cli.classes.planned import planned


def plan(
    roster: Annotated[
        str, typer.Argument(metavar="ROSTER", help="A file in config/rosters, without ending.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    csv: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write slug, sandbox, stack and prefix of each student."),
    ] = None,
    account: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Quotas as JSON: see `lab2api quotas check --help`."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody; compare quotas with AWS's defaults, unverified.")
    ] = False,
) -> None:
    """Dry run of a class: stacks, cost, quotas, calendar and names. Nothing is deployed.

    From the templates themselves, which are synthesized unless that has been done, dated list prices and the
    assumptions of config/catalogs/usage.toml. Quotas are compared as if every seat were taken and everybody
    worked at once; whom they leave out is said with the line that asks AWS for more.

    Ends with 1 if an applied quota is too small or a template too large, else with 0.

    A roster of your own begins as a copy of config/rosters/demo.toml, or of examples/class.csv.

    `lab2api class plan demo --csv names.csv`
    """
    found = planned(roster, account=account, offline=offline)
    if csv:
        write_csv(found.names, csv)
        terminal.err.print(f"written: {csv}", style="dim")
    if as_json:
        terminal.print_json(found.as_json())
    else:
        print_plan(found)
    raise typer.Exit(0 if found.fits else 1)
