"""How well probabilities agree with the truth, in all and by language."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabular.card import Score

LEAST = 1e-15
"""What a probability of 0 counts as where its logarithm is needed, as in scikit-learn."""


def measure(
    truth: NDArray[np.int64], probabilities: NDArray[Any], *, languages: Sequence[str]
) -> tuple[dict[str, float], Score]:
    """Compare probabilities [N, C] with class numbers [N]; the score is the accuracy."""
    right = probabilities.argmax(axis=1) == truth
    chosen = np.clip(probabilities[np.arange(len(truth)), truth], LEAST, 1)
    spoken = np.asarray(languages)
    measured = {
        "accuracy": right.mean(),
        "f1_macro": _f1_macro(confusion(truth, probabilities)),
        "log_loss": -np.log(chosen).mean(),
        **{f"accuracy_{name}": right[spoken == name].mean() for name in sorted(set(languages))},
    }
    rounded = {name: round(float(value), 6) for name, value in measured.items()}
    return rounded, Score(name="accuracy", value=rounded["accuracy"])


def confusion(truth: NDArray[np.int64], probabilities: NDArray[Any]) -> NDArray[np.int64]:
    """Count rows by actual (down) and predicted class (across) [C, C]."""
    counted = np.zeros((probabilities.shape[1],) * 2, np.int64)
    np.add.at(counted, (truth, probabilities.argmax(axis=1)), 1)
    return counted


def _f1_macro(counted: NDArray[np.int64]) -> float:
    """Mean over the classes that occur or were predicted."""
    both = counted.sum(axis=0) + counted.sum(axis=1)
    return float((2 * counted.diagonal()[both > 0] / both[both > 0]).mean())
