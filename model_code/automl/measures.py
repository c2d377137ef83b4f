"""Measures by the names that Autopilot gives them.

https://docs.aws.amazon.com/sagemaker/latest/dg/autopilot-metrics-validation.html
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

Outputs = NDArray[Any]
MINIMIZED = frozenset({"MSE", "RMSE", "MAE", "LogLoss"})


def direction(metric: str) -> str:
    """Return whether a candidate wants more or less of it, in the API's words."""
    return "Minimize" if metric in MINIMIZED else "Maximize"


def measure(truth: NDArray[Any], outputs: Outputs, *, classes: int) -> dict[str, float]:
    """Compare probabilities [N, C] with class indexes [N], or values [N, 1] with values [N]."""
    found = _classification(truth, outputs, classes) if classes else _regression(truth, outputs[:, 0])
    return {name: round(float(value), 6) for name, value in found.items()}


def _classification(truth: NDArray[Any], probabilities: Outputs, classes: int) -> dict[str, float]:
    chosen, labels = probabilities.argmax(axis=1), list(range(classes))
    inside = np.clip(probabilities, 0, 1)
    total = inside.sum(axis=1, keepdims=True, dtype=np.float64)
    found = {
        "Accuracy": metrics.accuracy_score(truth, chosen),
        "BalancedAccuracy": metrics.balanced_accuracy_score(truth, chosen),
        "LogLoss": metrics.log_loss(truth, inside / total, labels=labels),
    }
    for name, score in (
        ("F1", metrics.f1_score),
        ("Precision", metrics.precision_score),
        ("Recall", metrics.recall_score),
    ):
        macro = score(truth, chosen, average="macro", zero_division=0)
        found["F1macro" if name == "F1" else f"{name}Macro"] = macro
        if classes == 2:
            found[name] = score(truth, chosen, pos_label=1, zero_division=0)
    if classes == 2 and len(np.unique(truth)) == 2:
        found["AUC"] = metrics.roc_auc_score(truth, probabilities[:, 1])
    return found


def _regression(truth: NDArray[Any], values: Outputs) -> dict[str, float]:
    return {
        "R2": metrics.r2_score(truth, values),
        "MSE": metrics.mean_squared_error(truth, values),
        "RMSE": metrics.root_mean_squared_error(truth, values),
        "MAE": metrics.mean_absolute_error(truth, values),
    }
