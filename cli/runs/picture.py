"""A metric over the runs of a model as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from cli.runs.run import LoggedRun
from cli.runs.show import short


def draw(runs: Sequence[LoggedRun], path: Path, *, metric: str) -> None:
    """Write `metric` over the runs, oldest left, one line a model; the ending of `path` is the format."""
    shown = [run for run in runs if metric in run.metrics]
    figure = Figure(figsize=(max(6.0, 0.7 * len(shown) + 3), 4.5), layout="constrained")
    axes = figure.add_subplot()
    for model in sorted({run.model for run in shown}):
        points = [(place, run) for place, run in enumerate(shown) if run.model == model]
        places, values = [place for place, _ in points], [run.metrics[metric] for _, run in points]
        axes.plot(places, values, marker="o", label=model)
        for place, run in points:
            note = f"{run.metrics[metric]:.4f}\n{run.params.get('algorithm', '')}"
            axes.annotate(
                note, (place, run.metrics[metric]), textcoords="offset points", xytext=(0, 8), ha="center"
            )
    axes.set_xticks(
        range(len(shown)), [f"{short(run)}\n{run.started:%m-%d %H:%M}" for run in shown], rotation=45
    )
    axes.margins(x=0.1, y=0.25)
    axes.set(ylabel=metric, title=f"{metric} over {len(shown)} runs")
    axes.grid(visible=True, axis="y", alpha=0.3)
    axes.legend(loc="lower right")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
