"""What the embedded AWS really does with each resource type of the deployed templates."""

from __future__ import annotations

from rich.table import Table

from cli import terminal
from local import process

COLOURS = {"executed": "green", "recorded": "yellow", "refused": "red"}


def print_table() -> None:
    """Print one line a resource type: executed for real, only recorded, or refused."""
    rows = process.coverage()
    table = Table(
        "resource type", "count", "here", "what that means", title="\nWhat ran on this machine", box=None
    )
    for name, row in sorted(
        rows.items(), key=lambda item: (list(COLOURS).index(str(item[1]["state"])), item[0])
    ):
        colour = COLOURS[str(row["state"])]
        table.add_row(name, str(row["count"]), f"[{colour}]{row['state']}[/]", f"[dim]{row['note']}[/]")
    terminal.out.print(table)
