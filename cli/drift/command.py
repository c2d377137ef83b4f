"""The verbs: measure now, and look at what the last run found."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from cli import terminal
from cli.drift.run import Report, fetch, newest, run
from cli.target import of_environment

DRIFTED = 3
"""The exit code of the verdict `drifted`."""
SHOWN = 12
"""Features in the table; all of them are in the report."""
Environment = Annotated[str, typer.Option("--env", help="An environment with a \\[drift] section.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

app = typer.Typer(no_args_is_help=True, help="Is the model still asked what it was trained on?")


@app.command("run")
def run_now(environment: Environment = "workbench", as_json: AsJson = False) -> None:
    """Compare what was captured now. Ends with 3 if it has drifted."""
    target = of_environment(environment)
    with terminal.Phases().phase("Compare captured requests with the reference"):
        found = run(target)
    report = fetch(target, found["report"]) if found["report"] else None
    if as_json:
        terminal.print_json(found | ({"path": str(report.path), **report.document} if report else {}))
    elif report:
        show(report)
    else:
        terminal.out.print(f"{found['verdict']}: {found['why']}")
    if found["verdict"] == "drifted":
        raise typer.Exit(DRIFTED)


@app.command("report")
def report_last(environment: Environment = "workbench", as_json: AsJson = False) -> None:
    """Fetch the newest report and say where it is."""
    target = of_environment(environment)
    url = newest(target)
    if url is None:
        terminal.stop("no report yet", hint=f"Make one: ./lab2api drift run --env {environment}")
    report = fetch(target, url)
    if as_json:
        terminal.print_json({"path": str(report.path), "url": url, **report.document})
    else:
        show(report)


def show(report: Report) -> None:
    """Print the verdict, what it rests on, and the features with the largest effect."""
    found = report.document
    table = Table("", "column", "effect", "adjusted p", "moved", "missing", "out of range", box=None)
    columns = sorted(found["features"], key=lambda column: (not column["drifted"], -column["effect"]))
    predicted = [found["prediction"]] if found["prediction"] else []
    for column in [*predicted, *columns[:SHOWN]]:
        table.add_row(*_cells(column))
    terminal.out.print(table)
    rows = found["rows"]
    malformed = sum(rows["malformed"].values())
    terminal.out.print(
        f"[dim]{rows['sampled']} of {rows['readable']} captured rows against {rows['reference']} of version "
        f"{found['version']}; {malformed} malformed lines, {rows['outside']} outside the window[/]"
    )
    colour = {"drifted": "red", "stable": "green"}.get(found["verdict"], "yellow")
    terminal.out.print(f"[bold {colour}]{found['verdict']}[/]: {found['why']}")
    terminal.out.print(f"report: {report.path}", soft_wrap=True)


def _cells(column: dict[str, Any]) -> list[str]:
    mark = "[red]✗[/]" if column["drifted"] else "[green]✓[/]"
    shares = (f"{column[name]:.1%}" for name in ("missing", "out_of_range"))
    return [
        mark,
        column["name"],
        f"{column['effect']:.2f}",
        f"{column['p_value']:.2g}",
        f"{column['distance']:.2f}",
        *shares,
    ]
