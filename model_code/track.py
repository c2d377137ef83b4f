#!/usr/bin/env python3
"""The pipeline's tracking step: write the execution down as one MLflow run.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/model/model.tar.gz and
input/evaluation/{card.json,evaluation.json,*.png}. The run goes to the server of MLFLOW_TRACKING_URI, such as
the ARN of a SageMaker MLflow App. Without the variable, or where the server does not take it, it is a file
store in mlruns/. The status is 0 then as well, with the reason on standard error: see tracking/keep.py.
"""

import sys
import tarfile
import tempfile
from pathlib import Path

from pydantic import ValidationError

from tabular.artifact import unpack
from tabular.card import CARD_FILE, Card
from tabular.paths import ProcessingPaths
from tracking.keep import Kept, keep
from tracking.record import Record, record_of
from tracking.settings import TrackSettings


def main() -> int:
    """Run the step; returns the exit status."""
    base = ProcessingPaths.from_environment().base
    try:
        settings = TrackSettings.from_environment()
        record = read(base, settings=settings)
    except (ValidationError, ValueError, OSError, tarfile.TarError) as error:
        print(f"tracking failed: {error}", file=sys.stderr)
        return 1
    kept = keep(record, server=settings.server, file_store=base / "mlruns")
    _say(kept, settings=settings)
    return 0


def read(base: Path, *, settings: TrackSettings) -> Record:
    """Return the record of what training and evaluation left below `base`."""
    evaluation = base / "input/evaluation"
    trained = _card_of(base / "input/model/model.tar.gz")
    if trained.name != settings.model:
        raise ValueError(f"LAB2API_MODEL is {settings.model}, but the model is {trained.name}")
    files = [evaluation / "card.json", evaluation / "evaluation.json", *sorted(evaluation.glob("*.png"))]
    if missing := [path.name for path in files if not path.is_file()]:
        raise FileNotFoundError(f"input/evaluation has no {', '.join(missing)}")
    return record_of(
        execution=settings.execution,
        trained=trained,
        evaluated=Card.read(evaluation / "card.json"),
        seed=settings.seed,
        files=tuple(files),
    )


def _card_of(archive: Path) -> Card:
    with tempfile.TemporaryDirectory() as directory:
        unpack(archive, Path(directory))
        return Card.read(Path(directory) / CARD_FILE)


def _say(kept: Kept, *, settings: TrackSettings) -> None:
    print(f"run={kept.run_id}; execution={settings.execution}; uri={kept.uri};")
    if kept.failure:
        print(
            f"TRACKING SERVER FAILED: {settings.server} did not take the run: {kept.failure}\n"
            "The run is kept as a file store in the output mlruns; the model is not affected.",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main())
