"""The end of the demonstration: what the client got, and how to read on."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from cli import terminal
from cli.lifecycle.board import table
from cli.lifecycle.request_account import Seen
from cli.lifecycle.story import Story

READ_ON = {
    "the versions and their reasons": "./lab2api models list --env workbench",
    "the lifecycle machine's history": "./lab2api lifecycle history lifecycle",
    "the drift machine's history": "./lab2api lifecycle history drift",
    "the retraining machine's history": "./lab2api lifecycle history retraining",
}


def document(*, story: Story, seen: Seen, report: str, failure: str = "") -> dict[str, Any]:
    """Return everything as one JSON document."""
    return {
        "steps": [step.as_json() for step in story.steps],
        "client": seen.as_json(),
        "seconds": round(sum(step.seconds for step in story.steps), 1),
        "report": report,
        "read_on": READ_ON,
        "failure": failure,
    }


def show(*, story: Story, seen: Seen, report: str, stays_up: bool) -> None:
    """Print the steps, the client's account and the commands that read the histories."""
    terminal.out.print(table(story.steps, title="A model's life, step by step"))
    terminal.out.print(account(seen))
    colour = "red" if seen.server_errors or seen.lost else "green"
    terminal.out.print(
        f"[{colour}]{seen.sent} requests sent, {seen.server_errors} answered 5xx, {seen.lost} not answered[/]"
    )
    for refusal in seen.refusals:
        terminal.out.print(
            f"{refusal.at:%H:%M:%S} {refusal.status} {refusal.said}",
            style="red",
            markup=False,
            soft_wrap=True,
        )
    if report:
        terminal.out.print(f"\nthe drift report: {report}", soft_wrap=True)
    if stays_up:
        for what, command in READ_ON.items():
            terminal.out.print(f"{what}: [bold]{command}[/]", soft_wrap=True)


def account(seen: Seen) -> Table:
    """Return the client's answers by status, and the predictions by the version that gave them."""
    shown = Table("the client's answers", "count", box=None, title="\nMeanwhile the API answered")
    for status, count in sorted(seen.by_status.items()):
        shown.add_row(f"HTTP {status}" if status.isdigit() else status, str(count))
    for version, count in sorted(seen.by_version.items()):
        shown.add_row(f"  by version {version}", str(count))
    for kind, count in sorted(seen.by_rows.items()):
        shown.add_row(f"  to {kind} rows", str(count))
    return shown
