#!/usr/bin/env python3
"""Make the starter model: `make train`.

Writes scikit-learn's copy of the Wisconsin breast cancer data (UCI, CC BY 4.0, doi:10.24432/C5DW2B) as a CSV,
trains on it through train.py exactly as a SageMaker training job would, and packs the result. The same pins
give the same bytes.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sklearn.datasets import load_breast_cancer

HERE = Path(__file__).parent
SOURCE_ROOT = HERE.parent
NAME = "breast-cancer"
HYPERPARAMETERS = {
    "target": "diagnosis",
    "name": NAME,
    "version": "starter",
    "description": "Is a breast mass malignant? From 30 measurements of cell nuclei in a needle aspirate.",
    "source": "scikit-learn load_breast_cancer: Breast Cancer Wisconsin (Diagnostic), UCI, CC BY 4.0",
}


def write_data(path: Path) -> None:
    """Write the data set with readable class names; numbers as their shortest exact text."""
    bunch = load_breast_cancer(as_frame=True)
    frame = bunch.data.assign(diagnosis=[bunch.target_names[label] for label in bunch.target])
    frame.to_csv(path, index=False, lineterminator="\n")


def build(directory: Path) -> None:
    """Write data.csv, card.json, reference.csv and model.tar.gz into `directory`."""
    sys.path.insert(0, str(SOURCE_ROOT))
    from tabular.artifact import pack

    directory.mkdir(parents=True, exist_ok=True)
    write_data(directory / "data.csv")
    with tempfile.TemporaryDirectory() as base:
        job = Path(base)
        (job / "input/config").mkdir(parents=True)
        (job / "input/data/train").mkdir(parents=True)
        encoded = {name: json.dumps(value) for name, value in HYPERPARAMETERS.items()}
        (job / "input/config/hyperparameters.json").write_text(json.dumps(encoded))
        shutil.copy(directory / "data.csv", job / "input/data/train/data.csv")
        environment = {**os.environ, "SAGEMAKER_BASE_DIR": base}
        subprocess.run([sys.executable, SOURCE_ROOT / "train.py"], env=environment, check=True)
        shutil.copy(job / "model/card.json", directory / "card.json")
        shutil.copy(job / "output/data/reference.csv", directory / "reference.csv")
        pack(job / "model", directory / "model.tar.gz")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, default=HERE / NAME, help="folder to write to")
    build(arguments.parse_args().into)
