#!/usr/bin/env python3
"""One child of an AWS Batch array: train the text classifier with the settings that its index picks.

Batch has no channels, so this copies what SageMaker would: the rows of datasets/<model>/ and the libraries
that the pipeline's step Wheels has left in wheels/<model>/, and at the end the model and its figures to
arrays/<model>/<job>/<index>/. array_training/settings.json is the list; `aws batch submit-job
--array-properties size=9` takes all of it. A child whose machine is taken away starts anew.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3

from array_training.objects import NothingThereError, download, upload
from array_training.place import Place
from tabular.s3_folder import OutsideError

CODE = Path(__file__).parent
SETTINGS = CODE / "array_training" / "settings.json"
LAUNCHER = CODE / "launch_text_training.py"
LOCK = CODE / "requirements-text.lock"


def main() -> int:
    """Run the child; returns the exit status, which decides whether Batch counts it as failed."""
    place = Place.from_environment()
    try:
        told = chosen(json.loads(SETTINGS.read_text(encoding="utf-8")), index=place.index)
        return run(place, told, s3=boto3.client("s3"))
    except (NothingThereError, OutsideError, LookupError) as error:
        print(f"array training failed: {error}", file=sys.stderr)
        return 1


def chosen(listed: Sequence[dict[str, Any]], *, index: int) -> dict[str, Any]:
    """Return the settings of a child; raises LookupError if the array is longer than the list."""
    if index >= len(listed):
        raise LookupError(f"{SETTINGS.name} has {len(listed)} settings, and this is child {index}")
    return listed[index]


def run(place: Place, told: dict[str, Any], *, s3: Any) -> int:
    """Train as SageMaker's container would, in the same folders."""
    print(f"child {place.index} of {place.job}: {json.dumps(told)}", flush=True)
    download(s3, bucket=place.raw, prefix=place.rows, into=place.base / "input/data")
    wheels = place.base / "input/wheels"
    download(s3, bucket=place.artifacts, prefix=place.wheels, into=wheels)
    _write_hyperparameters(place, told)
    found = ["--no-index", "--find-links", str(wheels), "--require-hashes", "--requirement", str(LOCK)]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *found], check=True)
    status = subprocess.run([sys.executable, str(LAUNCHER)], check=False).returncode
    for folder in ("model", "output"):
        upload(s3, folder=place.base / folder, bucket=place.artifacts, prefix=f"{place.results}{folder}/")
    return status


def _write_hyperparameters(place: Place, told: dict[str, Any]) -> None:
    named = {"name": place.model, "version": f"{place.job.partition(':')[0][:8]}-{place.index}"}
    source = {"source": f"s3://{place.raw}/{place.rows}"}
    file = place.base / "input/config/hyperparameters.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    # As SageMaker hands them over: every value is text.
    values = {name: str(value) for name, value in {**named, **source, **told}.items()}
    file.write_text(json.dumps(values), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
