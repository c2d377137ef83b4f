#!/usr/bin/env python3
"""The training job of the text classifier, in AWS's PyTorch containers and on the laptop, by one entry point.

Runs on the CPU, on NVIDIA GPUs and on AWS's Neuron chips, in one process or, started by `torchrun`, in many.
Reads input/config/hyperparameters.json and the *.jsonl of the channels `train` and `test` below /opt/ml
(SAGEMAKER_BASE_DIR); goes on from checkpoints/ if there is one of the same settings and data. Writes the
model directory and, for people, losses.csv, metrics.json and plot.png to output/data. On any error it exits 1
and leaves the reason in output/failure, and beside it the empty output/lasting where rows or settings are the
reason: a lost neighbour may come back, they will not change. SIGTERM writes a checkpoint and exits 143,
without a model.
"""

import contextlib
import hashlib
import os
import sys
import traceback
from pathlib import Path

from pydantic import ValidationError

from tabular.paths import TrainingPaths
from text_classifier import device
from text_classifier.artifact import write_model
from text_classifier.checkpoint import OtherCheckpointsError, OtherTrainingError
from text_classifier.distributed import joined
from text_classifier.examples import ExampleError
from text_classifier.export import ExportDiffersError, export
from text_classifier.losses import DivergedError
from text_classifier.report import write_report
from text_classifier.settings import Hyperparameters
from text_classifier.stopping import STATUS, StoppedError, StopSignal
from text_classifier.tokenizer import VocabularyError
from text_classifier.trained import Trained
from text_classifier.training import Training

LONGEST_REASON = 1024
"""Characters of the failure file that DescribeTrainingJob returns."""
LASTING = (ExampleError, VocabularyError, OtherTrainingError, DivergedError, ExportDiffersError)
"""The same rows and settings end alike; processes that find different checkpoints may find the same later."""


def main() -> int:
    """Run the job; returns the exit status."""
    paths, stop = TrainingPaths.from_environment(), StopSignal()
    if os.environ.get("LOCAL_RANK", "0") == "0":
        paths.failure.unlink(missing_ok=True)
    try:
        with joined(device.choose()) as group:
            # Now the reason of an earlier job is deleted, and none can be left that is deleted as such.
            group.together()
            told = Hyperparameters.read(paths.hyperparameters)
            trained = Training(paths=paths, told=told, group=group, stop=stop).run()
            if group.leads:
                _write(paths, told, trained)
            group.together()
    except StoppedError as stopped:
        print(stopped, flush=True)
        return STATUS
    except LASTING as error:
        return _fail(paths.failure, str(error), lasting=True)
    except OtherCheckpointsError as error:
        return _fail(paths.failure, str(error))
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, item['loc'])) or 'hyperparameters'}: {item['msg']}"
            for item in error.errors()
        )
        return _fail(paths.failure, "; ".join(faults), lasting=True)
    except Exception as error:  # noqa: BLE001  SageMaker wants the reason in a file whatever happened
        traceback.print_exc()
        return _fail(paths.failure, f"{type(error).__name__}: {error}")
    return 0


def _write(paths: TrainingPaths, told: Hyperparameters, trained: Trained) -> None:
    network = trained.network.eval()
    model = export(network, vocabulary=trained.tokenizer.vocabulary, length=told.length)
    card = trained.card(
        told,
        model_sha256=hashlib.sha256(model).hexdigest(),
        tokenizer_sha256=hashlib.sha256(trained.tokenizer.model).hexdigest(),
    )
    settings = network.settings.model_dump_json(indent=2)
    write_model(
        paths.model,
        network=network,
        settings=settings,
        tokenizer=trained.tokenizer,
        card=card,
        model=model,
        wheels=paths.serving_wheels,
    )
    write_report(paths.output_data, told, trained)


def _fail(failure: Path, reason: str, *, lasting: bool = False) -> int:
    print(f"training failed: {reason}", file=sys.stderr)
    failure.parent.mkdir(parents=True, exist_ok=True)
    # When one process fails, the others fail for want of it: what was said first is the reason.
    with contextlib.suppress(FileExistsError), failure.open("x", encoding="utf-8") as file:
        file.write(reason[:LONGEST_REASON])
    if lasting:
        failure.with_name("lasting").touch()
    return 1


if __name__ == "__main__":
    sys.exit(main())
