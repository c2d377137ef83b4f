"""`lab2api train`: a CSV of your own becomes a model, by the same train.py that SageMaker runs."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cli import terminal
from cli.runs.trained import log_training
from cli.target import ROOT
from tabular.artifact import pack
from tracking.quiet import import_beside

MODEL_NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
TRAIN = ROOT / "model_code" / "train.py"


def default_name(path: Path) -> str:
    """Turn a file name into a model name: `My Data.csv` gives `my-data`."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    return (slug if slug[:1].isalpha() else f"model-{slug}")[:31].rstrip("-")


def check_csv(*, path: Path, target: str) -> None:
    """End the command when the file has no such column, naming the columns it has."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        header = next(csv.reader(file), [])
    if target not in header:
        terminal.stop(
            f"{path} has no column {target!r}",
            hint=f"--target must be one of: {', '.join(header) or '(empty file)'}",
        )


def run_training(*, path: Path, hyperparameters: dict[str, str], out: Path) -> dict[str, Any]:
    """Run train.py in the layout a SageMaker training container has; return the card.

    `out` receives model.tar.gz, card.json and what training reports (metrics.json, plots).
    """
    with tempfile.TemporaryDirectory(prefix="lab2api-train-") as folder:
        base = Path(folder)
        (base / "input" / "config").mkdir(parents=True)
        (base / "input" / "data" / "train").mkdir(parents=True)
        (base / "input" / "config" / "hyperparameters.json").write_text(json.dumps(hyperparameters))
        shutil.copy(path, base / "input" / "data" / "train" / "data.csv")
        variables = {k: v for k, v in os.environ.items() if not k.startswith("SM_")}
        done = subprocess.run(
            [sys.executable, str(TRAIN)],
            env={**variables, "SAGEMAKER_BASE_DIR": str(base)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            failure = base / "output" / "failure"
            terminal.stop(failure.read_text().strip() if failure.exists() else done.stderr.strip())
        return _collect(base=base, out=out)


def _collect(*, base: Path, out: Path) -> dict[str, Any]:
    out.mkdir(parents=True, exist_ok=True)
    pack(base / "model", out / "model.tar.gz")
    shutil.copy(base / "model" / "card.json", out / "card.json")
    for report in (base / "output" / "data").glob("*"):
        shutil.copy(report, out / report.name)
    card: dict[str, Any] = json.loads((out / "card.json").read_text())
    return card


def show(*, card: dict[str, Any], out: Path) -> None:
    """Print what was learned: the task, the algorithm, the metrics on held-out rows, where the plot is."""
    table = Table(
        "metric (held-out rows)",
        "value",
        title=f"{card['name']}: {card['task']} by {card['algorithm']}",
        box=None,
    )
    for name, value in card["metrics"].items():
        table.add_row(name, f"{value:.4f}")
    terminal.out.print(table)
    for plot in sorted(out.glob("*.png")):
        terminal.out.print(f"plot: {plot}", soft_wrap=True)
    terminal.out.print(f"model: {out / 'model.tar.gz'}", soft_wrap=True)
    terminal.out.print(f"Serve it: ./lab2api deploy-model {out}", soft_wrap=True)
    terminal.out.print("Compare it with the trainings before it: ./lab2api runs compare", soft_wrap=True)


def train(
    csv_file: Annotated[
        Path, typer.Option("--csv", exists=True, dir_okay=False, help="Your table; first row is the header.")
    ],
    target: Annotated[str, typer.Option(help="The column to predict.")],
    name: Annotated[
        str, typer.Option(help="The model's name in the API (default: from the file name).")
    ] = "",
    task: Annotated[str, typer.Option(help="auto, classification or regression.")] = "auto",
    algorithm: Annotated[str, typer.Option(help="auto, linear or boosting.")] = "auto",
    description: Annotated[str, typer.Option(help="One sentence for the model card.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Folder for the model (default: build/models/NAME).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the model card as JSON.")] = False,
) -> None:
    """Train on a CSV: numbers and categories, gaps allowed; the task is told by the target column."""
    model = name or default_name(csv_file)
    if not MODEL_NAME.fullmatch(model):
        terminal.stop(
            f"--name {model!r} is not a model name", hint="Lower-case letters, digits and -, 2 to 31 long."
        )
    check_csv(path=csv_file, target=target)
    folder = out or ROOT / "build" / "models" / model
    hyperparameters = {
        "target": target,
        "task": task,
        "algorithm": algorithm,
        "name": model,
        "version": "local",
        "description": description or f"Predicts {target}, trained on {csv_file.name}.",
        "source": csv_file.name,
    }
    phases = terminal.Phases()
    tracking = import_beside()  # a second and a half, in the shade of the training's own process
    with phases.phase(f"Train {model} on {csv_file.name}"):
        card = run_training(path=csv_file, hyperparameters=hyperparameters, out=folder)
    with phases.phase("Write the run down"):
        tracking.join()
        log_training(folder)
    terminal.print_json(card) if as_json else show(card=card, out=folder)
