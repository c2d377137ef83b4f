"""How well predictions agree with the truth; the first metric of a task is its score."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from tabular.card import Score, Target

Outputs = NDArray[Any]
SCORERS = {"roc_auc": "roc_auc", "accuracy": "accuracy", "r2": "r2"}


def score_name(target: Target) -> str:
    """Name the score: roc_auc for two classes, accuracy for more, r2 for a regression."""
    if not target.classes:
        return "r2"
    return "roc_auc" if len(target.classes) == 2 else "accuracy"


def measure(truth: NDArray[Any], outputs: Outputs, *, target: Target) -> tuple[dict[str, float], Score]:
    """Compare model outputs (probabilities [N, C] or values [N, 1]) with class indexes or values [N]."""
    measured = _classification(truth, outputs) if target.classes else _regression(truth, outputs[:, 0])
    rounded = {name: round(float(value), 6) for name, value in measured.items()}
    name = score_name(target)
    return rounded, Score(name=name, value=rounded[name])


def _classification(truth: NDArray[Any], probabilities: Outputs) -> dict[str, float]:
    chosen = probabilities.argmax(axis=1)
    # A forest's votes, summed in single precision, are up to 1e-6 outside of 0..1.
    inside = np.clip(probabilities, 0, 1)
    total = inside.sum(axis=1, keepdims=True, dtype=np.float64)
    classes = list(range(probabilities.shape[1]))
    measured = {
        "accuracy": metrics.accuracy_score(truth, chosen),
        "f1_macro": metrics.f1_score(truth, chosen, average="macro", zero_division=0),
        "log_loss": metrics.log_loss(truth, inside / total, labels=classes),
    }
    if len(classes) == 2 and len(np.unique(truth)) == 2:
        measured = {"roc_auc": metrics.roc_auc_score(truth, probabilities[:, 1]), **measured}
    return measured


def _regression(truth: NDArray[Any], values: Outputs) -> dict[str, float]:
    return {
        "r2": metrics.r2_score(truth, values),
        "rmse": metrics.root_mean_squared_error(truth, values),
        "mae": metrics.mean_absolute_error(truth, values),
    }
