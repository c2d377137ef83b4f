#!/usr/bin/env python3
"""The SageMaker training job: SageMaker runs this as `train`, the laptop as `python model_code/train.py`.

Reads input/config/hyperparameters.json and the CSVs of the `train` channel below /opt/ml
(SAGEMAKER_BASE_DIR), writes the model directory and, for people, metrics.json, plot.png and
reference.csv (drift_report/reference.py) to output/data.
On any error it exits 1 and leaves the reason in output/failure, which is what DescribeTrainingJob shows.
https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html
"""

import json
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

from pydantic import ValidationError

from drift_report import reference
from tabular.artifact import write_model
from tabular.dataset import DataError
from tabular.export import ExportDiffersError
from tabular.hyperparameters import Hyperparameters
from tabular.paths import TrainingPaths
from tabular.plot import draw
from tabular.training import Trained, train

LONGEST_REASON = 1024
"""Characters of the failure file that DescribeTrainingJob returns."""


def main() -> int:
    """Run the job; returns the exit status."""
    paths = TrainingPaths.from_environment()
    try:
        trained = train(paths, Hyperparameters.read(paths.hyperparameters))
        write_model(paths.model, model=trained.model, card=trained.card)
        _report(paths.output_data, trained)
    except (DataError, ExportDiffersError, ValidationError) as error:
        return _fail(paths.failure, _readable(error))
    except Exception as error:  # noqa: BLE001  SageMaker wants the reason in a file whatever happened
        traceback.print_exc()
        return _fail(paths.failure, f"{type(error).__name__}: {error}")
    return 0


def _report(directory: Path, trained: Trained) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    card, table = trained.card, trained.table
    report = {
        "algorithm": card.algorithm,
        "cross_validation": trained.cross_validation,
        "rows": {"train": len(table.train), "test": len(table.test)},
        "score": card.score.model_dump(),
        "metrics": card.metrics,
        "left_out": [asdict(column) for column in table.left_out],
    }
    (directory / "metrics.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    reference.write(directory / reference.FILE, card=card, matrix=table.test, outputs=trained.outputs)
    draw(directory / "plot.png", card=card, truth=table.test_truth, outputs=trained.outputs)
    for column in table.left_out:
        print(f"left out column {column.name!r}: {column.reason}")
    print(f"algorithm={card.algorithm}; rows={len(table.train)}; test_rows={len(table.test)};")
    # One metric a line, for the job's MetricDefinitions regular expressions.
    for name, value in card.metrics.items():
        print(f"{name}={value};")


def _readable(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'hyperparameters'}: {item['msg']}"
            for item in error.errors()
        )
    return str(error)


def _fail(failure: Path, reason: str) -> int:
    print(f"training failed: {reason}", file=sys.stderr)
    failure.parent.mkdir(parents=True, exist_ok=True)
    failure.write_text(reason[:LONGEST_REASON], encoding="utf-8")
    return 1


if __name__ == "__main__":
    sys.exit(main())
