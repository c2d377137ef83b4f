#!/usr/bin/env python3
"""The text pipeline's evaluation step: measure the exported graph on rows that training did not learn from.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/model/model.tar.gz and
input/test/*.jsonl, writes evaluation/evaluation.json, whose `score.value` the pipeline's condition compares,
and evaluation/card.json, the model's card with these metrics. It needs a CPU, and no PyTorch.
"""

import json
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from tabular.artifact import unpack
from tabular.paths import ProcessingPaths
from text_classifier.card import TextCard
from text_classifier.classifier import Classifier
from text_classifier.examples import ExampleError, read_channel
from text_classifier.measuring import measure


def main() -> int:
    """Run the step; returns the exit status."""
    paths = ProcessingPaths.from_environment()
    output = paths.base / "evaluation"
    try:
        output.mkdir(parents=True, exist_ok=True)
        card = evaluate(paths)
    except (ExampleError, ValidationError, ValueError, OSError, tarfile.TarError) as error:
        print(f"evaluating failed: {error}", file=sys.stderr)
        return 1
    card.write(output / "card.json")
    report = {"score": card.score.model_dump(), "metrics": card.metrics}
    (output / "evaluation.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"{card.score.name}={card.score.value};")
    return 0


def evaluate(paths: ProcessingPaths) -> TextCard:
    """Measure the packed model, loaded and asked as it will be served; returns its card with the metrics."""
    rows = read_channel(paths.base / "input/test").rows
    with tempfile.TemporaryDirectory() as folder:
        unpack(paths.base / "input/model/model.tar.gz", Path(folder))
        classifier = Classifier.load(Path(folder))
    classes = classifier.card.target.classes
    if unknown := sorted({row.label for row in rows} - set(classes)):
        raise ExampleError(f"label: the test rows have {unknown[0]!r}, which the model does not know")
    truth = np.array([classes.index(row.label) for row in rows], np.int64)
    outputs = classifier.probabilities([row.text for row in rows])
    metrics, score = measure(truth, outputs, languages=[row.language for row in rows])
    return classifier.card.model_copy(update={"metrics": metrics, "score": score})


if __name__ == "__main__":
    sys.exit(main())
