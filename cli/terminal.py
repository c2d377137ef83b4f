"""What a person sees: phases with their share of the time, tables, readable errors."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Phases:
    """Named steps of one long command: shows which one runs, then how long each took.

    Seconds are wall time. `print_shares` ends with one line for each phase and its percentage of the whole.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """Run the body under a spinner (a plain line where there is no terminal)."""
        started = time.perf_counter()
        with err.status(f"[bold]{title}[/] …"):
            yield
        self.done(title, seconds=time.perf_counter() - started)

    def done(self, title: str, *, seconds: float) -> None:
        """Note a step that ended, and print it."""
        self.seconds[title] = seconds
        err.print(f"[green]✓[/] {title}  [dim]{seconds:.1f} s[/]")

    def print_shares(self) -> None:
        """Print every phase's seconds and share."""
        total = sum(self.seconds.values())
        table = Table("phase", "seconds", "share", box=None, title_justify="left")
        for title, seconds in self.seconds.items():
            table.add_row(title, f"{seconds:.1f}", f"{seconds / total:.0%}")
        table.add_row("[bold]in all[/]", f"[bold]{total:.1f}[/]", "")
        err.print(table)


def print_json(value: Any) -> None:
    """Print one JSON document for machines."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")


def stop(message: str, *, hint: str = "") -> NoReturn:
    """End the command with code 1, the reason and what to do next."""
    err.print("[red]error:[/] ", end="")
    err.print(message, markup=False, soft_wrap=True)
    if hint:
        err.print(hint, style="dim", markup=False, soft_wrap=True)
    raise typer.Exit(1)
