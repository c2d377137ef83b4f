"""The verb `lab2api class list`: which classes there are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from cli import terminal
from config.calendar import phase
from config.errors import ConfigError
from config.roster import Roster
from config.roster_files import load_roster
from config.roster_reading import roster_names


def list_classes(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """List the classes of config/rosters: when, on which environment, how many students.

    `lab2api class plan NAME` then says what one of them makes and costs.
    """
    rosters, broken = _read()
    if as_json:
        rows = [_as_json(roster) for roster in rosters]
        terminal.print_json([*rows, *({"name": name, "broken": said} for name, said in broken.items())])
        return
    table = Table(
        "class",
        "environment",
        "now",
        "start",
        "end",
        "students",
        "seats",
        "USD",
        box=None,
        padding=(0, 1, 0, 0),
    )
    for roster in rosters:
        row = _as_json(roster)
        table.add_row(*(str(row[key]) for key in row if key != "course"))
    terminal.out.print(table)
    for name, said in broken.items():
        terminal.out.print(f"{name}: broken, {'; '.join(said)}", style="red", markup=False, soft_wrap=True)
    for roster in rosters:
        if phase(roster, now=datetime.now(tz=UTC)) == "over":
            terminal.out.print(f"{roster.name} is over: lab2api class teardown {roster.name}", soft_wrap=True)


def _read() -> tuple[list[Roster], dict[str, list[str]]]:
    """Read every class, or what is wrong with its file."""
    rosters, broken = [], {}
    for name in roster_names():
        try:
            rosters.append(load_roster(name))
        except ConfigError as error:
            broken[name] = error.problems
    return rosters, broken


def _as_json(roster: Roster) -> dict[str, str | int | float]:
    return {
        "name": roster.name,
        "environment": roster.environment,
        "phase": phase(roster, now=datetime.now(tz=UTC)),
        "start": str(roster.start),
        "end": str(roster.end),
        "students": len(roster.students),
        "seats": roster.seats,
        "budget_usd": round(sum(map(roster.budget_of, roster.students)), 2),
        "course": roster.course,
    }
