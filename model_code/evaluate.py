#!/usr/bin/env python3
"""The pipeline's evaluation step: measure a trained model on the test table.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/model/model.tar.gz and
input/test/*.csv, writes evaluation/evaluation.json, whose `score.value` the pipeline's condition compares,
evaluation/card.json, the model's card with these metrics, and evaluation/reference.csv, the rows that later
requests are compared with (drift_report/reference.py).
"""

import json
import sys
import tempfile
from pathlib import Path

from pydantic import ValidationError

from drift_report import reference
from tabular.artifact import unpack
from tabular.card import Card
from tabular.columns import encode
from tabular.dataset import DataError, read_channel
from tabular.metrics import measure
from tabular.paths import ProcessingPaths
from tabular.predictor import BrokenArtifactError, Predictor
from tabular.split import with_target
from tabular.target import encode_labels


def main() -> int:
    """Run the step; returns the exit status."""
    paths = ProcessingPaths.from_environment()
    output = paths.base / "evaluation"
    try:
        output.mkdir(parents=True, exist_ok=True)
        card = evaluate(paths, output)
    except (DataError, BrokenArtifactError, ValidationError, OSError) as error:
        print(f"evaluating failed: {error}", file=sys.stderr)
        return 1
    card.write(output / "card.json")
    report = {"score": card.score.model_dump(), "metrics": card.metrics}
    (output / "evaluation.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"{card.score.name}={card.score.value};")
    return 0


def evaluate(paths: ProcessingPaths, output: Path) -> Card:
    """Measure the packed model as it would be served; returns its card with the new metrics.

    What it was measured on goes to `output`/reference.csv.
    """
    with tempfile.TemporaryDirectory() as directory:
        unpack(paths.base / "input/model/model.tar.gz", Path(directory))
        predictor = Predictor.load(Path(directory))
    card = predictor.card
    frame = with_target(read_channel(paths.base / "input/test").frame, card.target.name)
    truth = encode_labels(frame[card.target.name], target=card.target)
    matrix = encode(frame, card.features)
    outputs = predictor.graph.run(matrix)
    metrics, score = measure(truth, outputs, target=card.target)
    reference.write(output / reference.FILE, card=card, matrix=matrix, outputs=outputs)
    return card.model_copy(update={"metrics": metrics, "score": score})


if __name__ == "__main__":
    sys.exit(main())
