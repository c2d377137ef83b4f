"""Draw how a training went: the loss by step, and the confusion matrix of the held-out rows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray


def draw(
    path: Path, *, title: str, losses: Sequence[float], counted: NDArray[np.int64], classes: Sequence[str]
) -> None:
    """Write a PNG; `counted` [C, C] has actual classes down and predicted ones across."""
    figure = Figure(figsize=(10, 4.5), layout="constrained")
    figure.suptitle(title)
    axes = figure.add_subplot(1, 2, 1)
    axes.plot(np.arange(1, len(losses) + 1), losses, linewidth=1)
    axes.set(xlabel="step", ylabel="loss", title="training", ylim=(0, None))
    _confusion(figure.add_subplot(1, 2, 2), counted, classes)
    figure.savefig(path, dpi=110)


def _confusion(axes: Axes, counted: NDArray[np.int64], classes: Sequence[str]) -> None:
    axes.imshow(counted, cmap="Blues")
    axes.set(xlabel="predicted", ylabel="actual", title="held-out rows")
    ticks = np.arange(len(classes))
    axes.set_xticks(ticks, classes, rotation=45, ha="right")
    axes.set_yticks(ticks, classes)
    for row, column in np.ndindex(counted.shape):
        color = "white" if counted[row, column] > counted.max() / 2 else "black"
        axes.text(column, row, str(counted[row, column]), ha="center", va="center", color=color)
