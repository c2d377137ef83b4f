"""The verbs: `lab2api autopilot run` and `lab2api autopilot report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

import config
from cli import terminal
from cli.autopilot import reports, run
from cli.autopilot.run import Progress
from cli.target import ROOT, Target, of_environment

app = typer.Typer(help="SageMaker Autopilot, and how it compares with your training.", no_args_is_help=True)
Environment = Annotated[str, typer.Option("--env", help="An environment whose TOML has an autopilot table.")]
Execution = Annotated[
    str, typer.Option("--execution", help="A pipeline execution whose tables are taken (default: newest).")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command("run")
def run_(environment: Environment = "workbench", execution: Execution = "", as_json: Json = False) -> None:
    """Search on the tables of a pipeline execution, register the best candidate, compare."""
    target = of_environment(environment)
    given = {"execution": execution} if execution else _tables(target)
    _show_bounds(environment)
    started = run.start(target, given=given)
    with terminal.err.status("[bold]Autopilot[/] …") as status:
        output = run.follow(target, started, tell=lambda progress: status.update(_said(progress)))
    terminal.err.print(f"[green]✓[/] {output['job']} registered as {output['package']}", soft_wrap=True)
    _show(target, execution=output["execution"], as_json=as_json)


@app.command("report")
def report(environment: Environment = "workbench", execution: Execution = "", as_json: Json = False) -> None:
    """Show who won on the held-out rows, and write the report's page to build/autopilot/."""
    target = of_environment(environment)
    _show(target, execution=execution or reports.newest(target), as_json=as_json)


def _tables(target: Target) -> dict[str, str]:
    """Take the newest execution's tables, or all raw data where Autopilot is in the pipeline's place."""
    settings = config.load(target.environment)
    if settings.autopilot and settings.autopilot.mode == "instead":
        return {"key": f"datasets/{settings.training.model}/"}
    return {"execution": run.latest_execution(target)}


def _show_bounds(environment: str) -> None:
    bounds = config.load(environment).autopilot
    if bounds is None:
        terminal.stop(f"{environment} has no [autopilot]", hint="config/environments/dev.toml explains it.")
    terminal.err.print(
        f"at most {bounds.max_candidates} candidates, {bounds.runtime_seconds} s, "
        f"USD {bounds.worst_usd:.2f} of {bounds.max_usd:.2f} (by config/catalogs/hourly_prices.json)",
        style="dim",
    )


def _said(progress: Progress) -> str:
    best = "" if progress.best is None else f", best {progress.best:.4f}"
    return (
        f"[bold]{progress.job or 'Autopilot'}[/] {progress.state}: {progress.candidates} candidates{best} …"
    )


def _show(target: Target, *, execution: str, as_json: bool) -> None:
    found = reports.read(target, execution=execution)
    page = ROOT / "build" / "autopilot" / f"{target.environment}-{execution}.html"
    reports.save(target, execution=execution, into=page)
    if as_json:
        terminal.print_json(found | {"page": str(page)})
        return
    _print(found, page=page)


def _print(found: dict[str, Any], *, page: Path) -> None:
    objective = found["objective"]
    table = Table("model", objective, title=f"{found['model']}, {found['job']}", box=None)
    for row in sorted(found["candidates"], key=lambda row: row["score"], reverse=True):
        table.add_row(row["name"], f"{row['score']:.4f}")
    terminal.out.print(table)
    terminal.out.print(f"[bold]{found['verdict']['statement']}[/]", soft_wrap=True)
    for text in (found["made_by"], *found["caveats"]):
        terminal.out.print(f"[dim]{text}[/]", soft_wrap=True)
    terminal.out.print(f"report: {page}", soft_wrap=True)
