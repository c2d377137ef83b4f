"""Write down what `lab2api train` did."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path

from cli import terminal
from cli.runs.reading import FILE_STORE
from tabular.card import Card
from tracking.keep import Kept, keep
from tracking.record import record_of


def log_training(folder: Path) -> Kept:
    """Log the model in `folder` as a run of its own; every training on this machine is one execution."""
    from tracking.settings import DEFAULT_SEED  # pandas comes with it, which no other verb needs

    report = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    compared = {f"cross_validation/{name}": value for name, value in report["cross_validation"].items()}
    files = [folder / "card.json", folder / "metrics.json", *sorted(folder.glob("*.png"))]
    record = record_of(
        execution=uuid.uuid4().hex,
        trained=Card.read(folder / "card.json"),
        seed=DEFAULT_SEED,
        metrics=compared,
        files=tuple(files),
    )
    kept = keep(record, server=os.environ.get("MLFLOW_TRACKING_URI") or None, file_store=FILE_STORE)
    if kept.failure:
        terminal.err.print(
            f"The tracking server of MLFLOW_TRACKING_URI did not take the run: {kept.failure}\n"
            f"It is kept in {FILE_STORE}; the model is not affected.",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
    return kept
