"""The verbs `lab2api runs list|show|compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import terminal
from cli.runs import reading, show
from cli.runs.run import LoggedRun
from cli.target import ROOT, of_environment
from tracking.record import SCORE

COMPARED = 8
"""Runs that are compared where none is named, the newest: as many as fit beside each other."""

app = typer.Typer(no_args_is_help=True, help="What trainings measured: list the runs, look at one, compare.")

Environment = Annotated[
    str, typer.Option("--env", help="An environment's pipeline; without it `lab2api train` on this machine.")
]
Model = Annotated[str, typer.Option(help="Only the runs of this model.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def found(*, environment: str, model: str) -> list[LoggedRun]:
    """Return the runs, oldest first, or end the command where there is none."""
    runs = reading.of_environment(of_environment(environment)) if environment else reading.of_this_machine()
    if kept := [run for run in runs if model in ("", run.model)]:
        return kept
    where = f"the pipeline of {environment}" if environment else f"{reading.FILE_STORE}"
    terminal.stop(
        f"no run{f' of {model}' if model else ''} in {where}",
        hint="Make one: ./lab2api train --csv FILE --target COLUMN; a pipeline writes one an execution.",
    )


def chosen(runs: list[LoggedRun], name: str) -> LoggedRun:
    """Return the one run whose id or execution begins with `name`, or end the command."""
    matching = [run for run in runs if run.id.startswith(name) or run.execution.startswith(name)]
    if len(matching) != 1:
        known = ", ".join(show.short(run) for run in (matching or runs)[-10:])
        terminal.stop(f"{name!r} names {len(matching)} runs", hint=f"Name one of: {known}")
    return matching[0]


@app.command("list")
def list_runs(environment: Environment = "", model: Model = "", as_json: AsJson = False) -> None:
    """List every run, newest last."""
    runs = found(environment=environment, model=model)
    terminal.print_json([run.as_json() for run in runs]) if as_json else show.print_list(runs)


@app.command("show")
def show_run(
    run: Annotated[str, typer.Argument(help="The beginning of its execution or id.")],
    environment: Environment = "",
    as_json: AsJson = False,
) -> None:
    """Show one run: parameters, metrics, tags, files."""
    one = chosen(found(environment=environment, model=""), run)
    terminal.print_json(one.as_json()) if as_json else show.print_run(one)


@app.command("compare")
def compare(
    runs: Annotated[list[str] | None, typer.Argument(help="Beginnings of executions or ids.")] = None,
    environment: Environment = "",
    model: Model = "",
    metric: Annotated[str, typer.Option(help="What the picture shows.")] = SCORE,
    out: Annotated[Path | None, typer.Option(help="The picture (default: build/runs/METRIC.png).")] = None,
    as_json: AsJson = False,
) -> None:
    """Put runs side by side, and a metric over them into a picture; without names the newest eight."""
    known = found(environment=environment, model=model)
    taken = [chosen(known, name) for name in runs] if runs else known[-COMPARED:]
    if not [run for run in taken if metric in run.metrics]:
        names = ", ".join(sorted({name for run in taken for name in run.metrics}))
        terminal.stop(f"no run has the metric {metric!r}", hint=f"--metric is one of: {names}")
    from cli.runs.picture import draw  # Matplotlib takes half a second, which no other verb needs

    path = out or ROOT / "build" / "runs" / f"{metric.replace('/', '-')}.png"
    draw(taken, path, metric=metric)
    if as_json:
        terminal.print_json({"metric": metric, "runs": [run.as_json() for run in taken], "plot": str(path)})
    else:
        show.print_comparison(taken, metric=metric)
        terminal.out.print(f"plot: {path}", soft_wrap=True)
