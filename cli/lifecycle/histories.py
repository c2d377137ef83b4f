"""`lab2api lifecycle history`: what a state machine did, read from its own history."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table

from cli import terminal
from cli.lifecycle import machines
from cli.lifecycle.scene import ENVIRONMENT
from cli.lifecycle.waiting import StepFailedError
from cli.target import Target, of_environment

EVERYTHING = datetime(1970, 1, 1, tzinfo=UTC)


class Part(StrEnum):
    """The state machines of a model's life."""

    LIFECYCLE = "lifecycle"
    DRIFT = "drift"
    RETRAINING = "retraining"


def history(
    part: Annotated[Part, typer.Argument(help="Which state machine.")],
    environment: Annotated[str, typer.Option("--env", help="Which environment.")] = ENVIRONMENT,
    last: Annotated[int, typer.Option(min=1, max=50, help="How many executions, the newest.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Print the states that the machine's last executions went through, and how each ended."""
    target = of_environment(environment)
    try:
        found = machines.executions(target=target, part=part, since=EVERYTHING)[-last:]
    except StepFailedError as error:
        terminal.stop(str(error), hint=error.hint)
    told = [_told(target, row) for row in found]
    if as_json:
        terminal.print_json(told)
        return
    for each in told:
        terminal.out.print(f"[bold]{each['status']}[/]  {each['execution']}", soft_wrap=True)
        terminal.out.print(_table(each["states"]))
        terminal.out.print(each["ended_with"] + "\n", style="dim", markup=False, soft_wrap=True)


def _told(target: Target, row: dict[str, Any]) -> dict[str, Any]:
    arn = row["executionArn"]
    described = machines.described(target=target, arn=arn)
    return {
        "execution": arn,
        "status": row["status"],
        "states": entered(machines.history(target=target, arn=arn)),
        "ended_with": str(described.get("cause") or described.get("output", "")),
    }


def entered(events: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return time and name of each state that was entered."""
    return [
        {
            "at": f"{event['timestamp'].astimezone(UTC):%H:%M:%S}",
            "state": event["stateEnteredEventDetails"]["name"],
        }
        for event in events
        if "stateEnteredEventDetails" in event
    ]


def _table(states: list[dict[str, str]]) -> Table:
    table = Table("UTC", "state", box=None)
    for row in states:
        table.add_row(row["at"], row["state"])
    return table
