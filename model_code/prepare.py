#!/usr/bin/env python3
"""The pipeline's processing step: split raw CSVs into a training and a test table.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/raw/*.csv, writes train/train.csv and
test/test.csv. Cells stay the text they were. Duplicate rows are dropped first: a row in both tables would
flatter the score.
https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
"""

import argparse
import os
import sys
from typing import get_args

from sklearn.model_selection import train_test_split

from tabular.dataset import DataError, read_channel
from tabular.paths import ProcessingPaths
from tabular.split import TEST_SHARE, with_target
from tabular.target import TaskChoice, read_labels

TASKS = get_args(TaskChoice)


def main() -> int:
    """Run the step; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--target", default=os.environ.get("TARGET", ""), help="column to predict (or TARGET)"
    )
    parser.add_argument("--task", default=os.environ.get("TASK", "auto"), choices=TASKS, help="or TASK")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    try:
        rows = prepare(
            ProcessingPaths.from_environment(),
            target=arguments.target,
            task=arguments.task,
            seed=arguments.seed,
        )
    except DataError as error:
        print(f"preparing failed: {error}", file=sys.stderr)
        return 1
    print(f"train_rows={rows[0]}; test_rows={rows[1]};")
    return 0


def prepare(paths: ProcessingPaths, *, target: str, task: TaskChoice, seed: int) -> tuple[int, int]:
    """Write both tables; returns their numbers of rows. A classification keeps its class shares in both."""
    frame = with_target(read_channel(paths.base / "input/raw").frame, target).drop_duplicates()
    labels = read_labels(frame[target], task=task)
    stratify = labels.values if labels.target.classes else None
    tables = train_test_split(frame, test_size=TEST_SHARE, random_state=seed, stratify=stratify)
    for name, table in zip(("train", "test"), tables, strict=True):
        directory = paths.base / name
        directory.mkdir(parents=True, exist_ok=True)
        table.to_csv(directory / f"{name}.csv", index=False, lineterminator="\n")
    return len(tables[0]), len(tables[1])


if __name__ == "__main__":
    sys.exit(main())
