"""What the embedded AWS really does with each resource type of the deployed templates."""

from __future__ import annotations

import json
import ssl
import urllib.request
from typing import Any

from rich.table import Table

from cli import terminal
from cli.target import Target

COLOURS = {"executed": "green", "recorded": "yellow", "refused": "red"}


def read(*, target: Target) -> dict[str, dict[str, Any]]:
    """Return state, count and note by CloudFormation resource type."""
    url = f"{target.variables['AWS_ENDPOINT_URL']}/_lab2api/coverage"
    trust = ssl.create_default_context(cafile=target.variables.get("AWS_CA_BUNDLE"))
    with urllib.request.urlopen(url, timeout=10, context=trust) as answer:  # noqa: S310 - loopback
        rows: dict[str, dict[str, Any]] = json.load(answer)
    return rows


def print_table(*, target: Target) -> None:
    """Print one line a resource type: executed for real, only recorded, or refused."""
    rows = read(target=target)
    table = Table(
        "resource type", "count", "here", "what that means", title="\nWhat ran on this machine", box=None
    )
    for name, row in sorted(rows.items(), key=lambda item: (list(COLOURS).index(item[1]["state"]), item[0])):
        colour = COLOURS[row["state"]]
        table.add_row(name, str(row["count"]), f"[{colour}]{row['state']}[/]", f"[dim]{row['note']}[/]")
    terminal.out.print(table)
