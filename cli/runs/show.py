"""Runs as tables and as bars in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from cli import terminal
from cli.runs.run import LoggedRun
from tracking.record import SCORE

BAR = 32
"""Characters of the longest bar."""


def short(run: LoggedRun) -> str:
    """Return as much of the execution as names it in a table."""
    return run.execution[:12]


def print_list(runs: Sequence[LoggedRun]) -> None:
    """One line a run, newest last, and below it what went wrong."""
    columns = ("run", "model", "started, UTC", "algorithm", "rows", "metric", "score", "version")
    table = Table(*columns, box=None)
    for run in runs:
        score = run.metrics.get(SCORE)
        table.add_row(
            short(run),
            run.model,
            f"{run.started:%m-%d %H:%M:%S}",
            run.params.get("algorithm", "-"),
            run.params.get("rows", "-"),
            run.params.get("score_metric", "-"),
            "-" if score is None else f"{score:.4f}",
            run.tags.get("version", "-")[:12],
        )
    terminal.out.print(table)
    for run in runs:
        if run.trouble:
            terminal.err.print(f"{short(run)}: {run.trouble}", style="yellow", markup=False, soft_wrap=True)


def print_run(run: LoggedRun) -> None:
    """Everything that is known of one run."""
    table = Table("", "", box=None, title=f"{run.model}: {run.execution}", show_header=False)
    table.add_row("run", run.id)
    table.add_row("status", run.status)
    table.add_row("started", f"{run.started:%Y-%m-%d %H:%M:%S} UTC")
    for kind, values in (("parameter", run.params), ("tag", run.tags)):
        for name, value in values.items():
            table.add_row(f"{kind} {name}", value)
    for name, number in run.metrics.items():
        table.add_row(f"metric {name}", f"{number:.6g}")
    for file in run.files:
        table.add_row("file", file)
    terminal.out.print(table, soft_wrap=True)


def print_comparison(runs: Sequence[LoggedRun], *, metric: str) -> None:
    """Parameters that differ and every metric side by side, then `metric` as bars, oldest first."""
    table = Table("", *(short(run) for run in runs), box=None)
    for name in sorted({name for run in runs for name in run.params}):
        values = [run.params.get(name, "-") for run in runs]
        if len(set(values)) > 1:
            table.add_row(name, *(value[:16] for value in values))
    for name in sorted({name for run in runs for name in run.metrics}):
        numbers = [run.metrics.get(name) for run in runs]
        table.add_row(name, *("-" if number is None else f"{number:.4f}" for number in numbers))
    terminal.out.print(table)
    terminal.out.print()
    for line in bars(runs, metric=metric):
        terminal.out.print(line, markup=False)


def bars(runs: Sequence[LoggedRun], *, metric: str) -> list[str]:
    """Return one line a run. Bars begin below the smallest value: scores of one model lie close together."""
    values = [run.metrics[metric] for run in runs if metric in run.metrics]
    if not values:
        return []
    low, high = min(values), max(values)
    floor = low - ((high - low) or abs(high) or 1.0) * 0.1
    lines = [f"{metric}, bars from {floor:.4f}"]
    for run in runs:
        if (value := run.metrics.get(metric)) is not None:
            length = max(1, round(BAR * (value - floor) / (high - floor)))
            lines.append(f"{short(run):<12}  {'█' * length:<{BAR}}  {value:.4f}")
    return lines
