"""Predictions as `text/csv` (RFC 4180)."""

import csv
import io
from collections.abc import Sequence

from .predictions import ClassPrediction, Prediction


def write_predictions(predictions: Sequence[Prediction], *, classes: Sequence[str]) -> str:
    """Write a header and one line a prediction: `label` and each class's probability, or `value`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["label", *classes] if classes else ["value"])
    for prediction in predictions:
        if isinstance(prediction, ClassPrediction):
            writer.writerow([prediction.label, *(prediction.probabilities[name] for name in classes)])
        else:
            writer.writerow([prediction.value])
    return out.getvalue()
