"""Draw how a model did on the rows it had not seen."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, roc_curve

from tabular.card import Card
from tabular.predictor import Outputs

MOST_NAMED_CLASSES = 12


def draw(path: Path, *, card: Card, truth: NDArray[Any], outputs: Outputs) -> None:
    """Write a PNG: confusion matrix and ROC for classes, predicted against actual for a regression."""
    two = len(card.target.classes) == 2
    figure = Figure(figsize=(10, 4.5) if two else (5.5, 4.5), layout="constrained")
    figure.suptitle(
        f"{card.name} {card.version}: {card.score.name} {card.score.value:.3f} ({card.algorithm})"
    )
    if not card.target.classes:
        _scatter(figure.add_subplot(), truth, outputs[:, 0], card.target.name)
    else:
        _confusion(figure.add_subplot(1, 1 + two, 1), truth, outputs, card.target.classes)
        if two:
            _roc(figure.add_subplot(1, 2, 2), truth, outputs[:, 1], card.target.classes[1])
    figure.savefig(path, dpi=110)


def _scatter(axes: Axes, truth: NDArray[Any], predicted: NDArray[Any], name: str) -> None:
    ends = [min(truth.min(), predicted.min()), max(truth.max(), predicted.max())]
    axes.plot(ends, ends, color="0.6", linewidth=1)
    axes.scatter(truth, predicted, s=14, alpha=0.6)
    axes.set(xlabel=f"actual {name}", ylabel=f"predicted {name}")


def _roc(axes: Axes, truth: NDArray[Any], probability: NDArray[Any], positive: str) -> None:
    false_positive, true_positive, _ = roc_curve(truth, probability)
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=1)
    axes.plot(false_positive, true_positive)
    axes.set(xlabel="false positive rate", ylabel="true positive rate", title=f"ROC of {positive}")


def _confusion(axes: Axes, truth: NDArray[Any], outputs: Outputs, classes: tuple[str, ...]) -> None:
    matrix = confusion_matrix(truth, outputs.argmax(axis=1), labels=range(len(classes)))
    axes.imshow(matrix, cmap="Blues")
    axes.set(xlabel="predicted", ylabel="actual", title="confusion matrix")
    if len(classes) > MOST_NAMED_CLASSES:
        return
    ticks = np.arange(len(classes))
    axes.set_xticks(ticks, classes, rotation=45, ha="right")
    axes.set_yticks(ticks, classes)
    for row, column in np.ndindex(matrix.shape):
        dark = matrix[row, column] > matrix.max() / 2
        axes.text(
            column, row, matrix[row, column], ha="center", va="center", color="white" if dark else "black"
        )
