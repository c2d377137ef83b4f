"""What a person sees of schemas: tables, and a verdict with the plan of what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

from cli import terminal
from config.feature_history import History
from config.feature_verdict import Verdict

SIGNS = {
    "new": "[yellow]+[/]",
    "additive": "[yellow]+[/]",
    "unchanged": "[green]✓[/]",
    "refused": "[red]✗[/]",
}
_SAID = {
    "new": "not accepted yet: `lab2api features accept {group}`",
    "additive": "adds only: `lab2api features accept {group}`",
    "unchanged": "as it was accepted",
    "refused": "would replace the group or lose its data",
}


def list_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Return one row a group."""
    table = Table("group", "features", "accepted", "now", box=None)
    for row in rows:
        said = _SAID[row["outcome"]].format(group=row["group"])
        now = f"{SIGNS[row['outcome']]} {said}"
        table.add_row(row["group"], str(row["features"]), str(row["accepted"]), now)
    return table


def history_table(history: History) -> Table:
    """Return one row a step, oldest first."""
    table = Table("step", "on", "features", "what changed", box=None)
    for step in history.accepted:
        table.add_row(str(step.number), str(step.on), str(step.features), "\n".join(step.changes))
    return table


def show_verdict(verdict: Verdict) -> None:
    """Print what the changes amount to, then each of them."""
    said = _SAID[verdict.outcome].format(group=verdict.group)
    terminal.out.print(f"{SIGNS[verdict.outcome]} {verdict.group}: {said}", soft_wrap=True)
    for line in verdict.lines():
        terminal.out.print(f"  {line}", markup=False, soft_wrap=True)
