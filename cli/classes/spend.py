"""The verb `lab2api class spend`: who spends what, now."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli import terminal
from cli.classes.shared import ledger
from cli.classes.spending import ClassSpending, Spending, read
from cli.target import of_environment
from config.roster_files import load_roster

BAR = 16
OLD_SECONDS = 180
"""A guard that has not run for so long is not running."""
COLOURS = {"active": "green", "warned": "yellow", "frozen": "red"}


def spend(
    name: Annotated[str, typer.Argument(metavar="ROSTER", help="A class of config/rosters.")],
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and read again every 10 seconds.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Show what each student of a deployed class has spent, is spending an hour, and may still spend.

    Estimates of the guard, at list prices; what is paid with credits counts as money. The bill is AWS's.

    `lab2api class spend demo --watch`
    """
    if watch and as_json:
        terminal.stop("--watch and --json do not go together", hint="Take --json once, or --watch alone.")
    roster = load_roster(name)
    table = ledger(of_environment(roster.environment), roster)
    if as_json:
        terminal.print_json(read(table, roster).as_json())
        return
    if not watch:
        terminal.out.print(picture(read(table, roster)))
        return
    with Live(picture(read(table, roster)), console=terminal.out, auto_refresh=False) as live:
        try:
            while True:
                time.sleep(10)
                live.update(picture(read(table, roster)), refresh=True)
        except KeyboardInterrupt:
            return


def picture(found: ClassSpending) -> Group:
    """Draw the class: a line a student, then the sum and how old it is."""
    table = Table(box=None, pad_edge=False)
    for title in ("student", "group", "spent", "of", "", "an hour", "state", "mostly for"):
        table.add_column(title, justify="right" if title in ("spent", "of", "an hour") else "left")
    for one in found.students:
        table.add_row(*_row(one))
    return Group(table, Text(f"USD {found.spent:.2f} in all of {len(found.students)} students"), _age(found))


def _row(one: Spending) -> tuple[Text | str, ...]:
    lease = one.lease
    colour = COLOURS.get(lease.state, "dim")
    filled = min(BAR, int(lease.share * BAR))
    bar = Text("█" * filled, style=colour).append("░" * (BAR - filled), style="dim")
    most = max(one.by_kind.items(), key=lambda kind: kind[1], default=("", 0))
    return (
        lease.slug,
        lease.group,
        f"{lease.spent_usd:.2f}",
        f"{lease.budget_usd:.2f}",
        bar,
        f"{one.usd_per_hour:.2f}",
        Text(lease.state, style=colour),
        most[0],
    )


def _age(found: ClassSpending) -> Text:
    """Say how old the sums are: a guard that does not run counts nothing."""
    age = found.age_seconds
    if age is None:
        return Text("the guard has not run yet: nothing is counted", style="red")
    words = f"the guard ran {age:.0f} s ago and looked at {found.heartbeat.checked if found.heartbeat else 0}"
    if age > OLD_SECONDS:
        return Text(f"{words}: it has stopped, see its alarm", style="red")
    return Text(words, style="dim")
