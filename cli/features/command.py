"""The verbs: list the groups, plan a change, accept it into the committed history, and show that history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli import terminal
from cli.features.show import SIGNS, history_table, list_table, show_verdict
from config.feature_history import COUNTS, History, read_history, verdict_of, write_history
from config.feature_schema import read_schema, schema_names
from config.feature_verdict import Verdict

app = typer.Typer(
    help="Feature groups: their schemas in config/feature_groups, and what changes they take.",
    no_args_is_help=True,
)
Group = Annotated[str, typer.Argument(help="A group: the name of its file in config/feature_groups.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command("list")
def list_groups(as_json: AsJson = False) -> None:
    """List the groups, and how their schemas stand to what was accepted."""
    rows = [
        {
            "group": group,
            "outcome": _verdict(group).outcome,
            "features": len(read_schema(group).features),
            "accepted": len(_history(group).accepted),
        }
        for group in schema_names()
    ]
    terminal.print_json(rows) if as_json else terminal.out.print(list_table(rows))


@app.command()
def plan(group: Group, as_json: AsJson = False) -> None:
    """Say what a schema's changes would do. Ends with 1 if one of them is refused."""
    verdict = _verdict(group)
    terminal.print_json(verdict.model_dump(mode="json")) if as_json else show_verdict(verdict)
    if verdict.outcome == "refused":
        raise typer.Exit(1)


@app.command()
def accept(group: Group, as_json: AsJson = False) -> None:
    """Append the schema as it is to the group's history, a file to commit; what is refused is not."""
    verdict = _verdict(group)
    if verdict.outcome == "refused":
        terminal.print_json(verdict.model_dump(mode="json")) if as_json else show_verdict(verdict)
        raise typer.Exit(1)
    history = _history(group)
    if verdict.outcome != "unchanged":
        today = datetime.now(UTC).date()
        history = history.with_step(read_schema(group), verdict=verdict, on=today)
        path = write_history(history)
        terminal.err.print(
            f"[green]✓[/] {path.name} has step {len(history.accepted)}; commit it"
            f" with {COUNTS}, and deploy it before the next step"
        )
    else:
        terminal.err.print(f"{SIGNS['unchanged']} {group} is as it was accepted: nothing to do")
    if as_json:
        terminal.print_json(verdict.model_dump(mode="json") | {"accepted": len(history.accepted)})


@app.command("history")
def show_history(group: Group, as_json: AsJson = False) -> None:
    """Show what was accepted of a group, step by step."""
    history = _history(group)
    if not history.accepted and group not in schema_names():
        terminal.stop(f"there is no group {group}", hint=f"Groups: {', '.join(schema_names())}")
    if as_json:
        terminal.print_json(history.model_dump(mode="json"))
    else:
        terminal.out.print(history_table(history))


def _verdict(group: str) -> Verdict:
    if group not in schema_names():
        terminal.stop(f"there is no group {group}", hint=f"Groups: {', '.join(schema_names())}")
    try:
        return verdict_of(group)
    except ValueError as error:
        terminal.stop(f"{group}: {error}")


def _history(group: str) -> History:
    try:
        return read_history(group)
    except ValueError as error:
        terminal.stop(f"{group}: {error}")
