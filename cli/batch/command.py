"""The verb: predict a whole file, and say by the exit code whether all of it was."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Annotated

import typer

from cli import terminal
from cli.batch.outcome import FAILED, PREDICTIONS, Outcome
from cli.batch.run import Request, run
from cli.batch.settings import Settings
from cli.batch.transform import LONGEST_NAME
from cli.target import ROOT, of_environment

PARTIAL_FAILURE = 4
"""The exit code when some rows have a prediction and some have none."""
SHOWN = 5
"""Failed rows printed; all of them are in the file."""


def batch(
    model: Annotated[str, typer.Argument(help="A served model.")],
    source: Annotated[str, typer.Argument(metavar="INPUT", help="A CSV with a header, here or at s3://.")],
    environment: Annotated[
        str, typer.Option("--env", help="local, or an environment of your AWS account.")
    ] = "local",
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results (default: build/batch/JOB).")
    ] = None,
    instance_type: Annotated[str, typer.Option(help="Instead of the one in \\[batch].")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Predict every row of a file. Ends with 0, with 4 if some rows failed, with 1 if all did."""
    target, job = of_environment(environment), job_name(environment=environment, model=model)
    folder = out or ROOT / "build" / "batch" / job
    found = run(
        Request(model=model, source=source, job=job, folder=folder),
        target=target,
        settings=Settings.of(environment, instance_type=instance_type),
    )
    summary = {
        "job": job,
        "predicted": found.predicted,
        "failed": len(found.failures),
        "predictions": str(folder / PREDICTIONS),
        "failures": str(folder / FAILED),
    }
    terminal.print_json(summary) if as_json else show(found, folder=folder)
    if found.failures:
        raise typer.Exit(PARTIAL_FAILURE if found.predicted else 1)


def job_name(*, environment: str, model: str) -> str:
    """Return a new name; roles allow jobs that begin with the environment's."""
    return f"{environment}-batch-{model[: LONGEST_NAME - len(environment) - 16]}-{uuid.uuid4().hex[:8]}"


def show(found: Outcome, *, folder: Path) -> None:
    """Print the counts, the first failed rows, and where the files are."""
    predictions, failed = folder / PREDICTIONS, folder / FAILED
    terminal.out.print(f"[green]✓[/] {found.predicted} rows predicted: {predictions}", soft_wrap=True)
    if not found.failures:
        return
    terminal.out.print(f"[red]✗[/] {len(found.failures)} rows failed: {failed}", soft_wrap=True)
    for failure in found.failures[:SHOWN]:
        line = f"  row {failure.row}: {failure.field} {failure.message}"
        terminal.out.print(line, markup=False, soft_wrap=True)
    if len(found.failures) > SHOWN:
        terminal.out.print(f"  and {len(found.failures) - SHOWN} more")
