"""How the plan's sections and tables look."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from cli import terminal


def head(title: str) -> None:
    """Begin a section."""
    terminal.out.print(f"\n[bold]{title}[/]")


def table_of(*columns: str, left: Sequence[str]) -> Table:
    """Make a table whose columns are numbers, but for those of `left`."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, justify="left" if column in left else "right", overflow="fold")
    return table
