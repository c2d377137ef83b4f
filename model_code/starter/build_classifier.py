#!/usr/bin/env python3
"""Make the starter model that reads reviews: `make train-reviews` (needs `make setup-torch`, some minutes).

Generates a corpus, trains on it through train_text.py exactly as a SageMaker training job would, and asks the
model about reviews that were written by hand, of which the grammar of the corpus knows nothing. Another
processor may give other bytes: sums in single precision depend on how they are grouped.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCE_ROOT = HERE.parent
TORCH = SOURCE_ROOT.parent / ".venv-torch/bin/python"
NAME = "reviews"
ROWS, SEED = 40_000, 0
HYPERPARAMETERS = {
    "name": NAME,
    "version": "starter",
    "description": "Is a review in Vietnamese or English negative, neutral or positive?",
    "source": f"model_code/build_reviews.py --rows {ROWS} --seed {SEED}: generated, Apache-2.0",
    "size": "tiny",
    "epochs": "6",
    "vocabulary": "3000",
    "dropout": "0.1",
    "label_smoothing": "0.1",
}


def build(directory: Path) -> None:
    """Write card.json and model.tar.gz into `directory`."""
    sys.path.insert(0, str(SOURCE_ROOT))
    from starter.measure_reviews import measure
    from tabular.artifact import pack
    from text_classifier.reviews.corpus import generate, write

    with tempfile.TemporaryDirectory() as base:
        job = Path(base)
        (job / "input/config").mkdir(parents=True)
        (job / "input/config/hyperparameters.json").write_text(json.dumps(HYPERPARAMETERS))
        write(generate(rows=ROWS, seed=SEED), job / "input/data")
        # One thread, because the order of sums depends on their number.
        environment = {**os.environ, "SAGEMAKER_BASE_DIR": base, "OMP_NUM_THREADS": "1"}
        subprocess.run([TORCH, SOURCE_ROOT / "train_text.py"], env=environment, check=True)
        measure(job / "model", corpus=job / "input/data", written=HERE / NAME)
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copy(job / "model/card.json", directory / "card.json")
        pack(job / "model", directory / "model.tar.gz")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, default=HERE / NAME, help="folder to write to")
    build(arguments.parse_args().into)
