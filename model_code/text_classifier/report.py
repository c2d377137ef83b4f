"""What people and the job's metrics are told of a training: metrics.json, plot.png and lines of the log."""

import json
import sys
from pathlib import Path

from text_classifier.measuring import confusion
from text_classifier.settings import Hyperparameters
from text_classifier.trained import Trained


def write_report(directory: Path, told: Hyperparameters, trained: Trained) -> None:
    """Write the files to `directory`; without matplotlib there is no plot, and it is said."""
    rows = {"train": len(trained.channels.train.rows), "test": len(trained.channels.test.rows)}
    report = {
        "algorithm": "transformer",
        "size": told.size,
        "steps": len(trained.losses),
        "rows": rows,
        "score": trained.score.model_dump(),
        "metrics": trained.metrics,
    }
    (directory / "metrics.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    _draw(directory / "plot.png", told, trained)
    print(f"algorithm=transformer; rows={rows['train']}; test_rows={rows['test']};")
    # One metric a line, for the job's MetricDefinitions regular expressions.
    for name, value in trained.metrics.items():
        print(f"{name}={value};")


def _draw(path: Path, told: Hyperparameters, trained: Trained) -> None:
    try:
        from text_classifier import plot
    except ModuleNotFoundError as error:
        print(f"NO PLOT: {error.name} is not installed here; losses.csv has the numbers", file=sys.stderr)
        return
    channels = trained.channels
    score = f"{trained.score.name} {trained.score.value:.3f}"
    title = f"{told.name} {told.version}: {score} ({told.size} transformer)"
    counted = confusion(channels.labels(channels.test), trained.probabilities)
    plot.draw(path, title=title, losses=trained.losses, counted=counted, classes=channels.classes)
