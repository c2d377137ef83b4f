"""One gradient boosting model, trained as train.py trains it, written in each stack's own format."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import joblib
import orjson

from bench.toolkits import ROOT

sys.path.insert(0, str(ROOT / "model_code"))

from tabular.artifact import write_model
from tabular.fit import fit
from tabular.hyperparameters import Hyperparameters
from tabular.paths import TrainingPaths
from tabular.training import train

STARTER_DATA = ROOT / "model_code/starter/breast-cancer/data.csv"
HANDLER = ROOT / "bench/joblib_handler.py"


@dataclass(frozen=True, kw_only=True)
class Models:
    """Folders that hold `model/`, ours with ONNX and theirs with joblib, and the bodies to post."""

    onnx: Path
    joblib: Path
    one_row: bytes


def make(directory: Path) -> Models:
    """Train on the starter data and write both formats of the very same fitted model below `directory`."""
    hyperparameters = Hyperparameters(target="diagnosis", algorithm="boosting", name="bench")
    channel = directory / "input/data/train"
    channel.mkdir(parents=True)
    shutil.copy(STARTER_DATA, channel)
    trained = train(TrainingPaths.from_environment({"SAGEMAKER_BASE_DIR": str(directory)}), hyperparameters)
    write_model(directory / "onnx/model", model=trained.model, card=trained.card)
    table = trained.table
    # Fitting is deterministic, so this is the pipeline the ONNX file was made from.
    fitted = fit(table.train, table.labels, features=table.features, algorithm="boosting", seed=0)
    code = directory / "joblib/model/code"
    code.mkdir(parents=True)
    joblib.dump(fitted.pipeline, code.parent / "model.joblib")
    shutil.copy(HANDLER, code / "inference.py")
    row = [float(str(value)) for value in table.test[0]]
    return Models(
        onnx=directory / "onnx", joblib=directory / "joblib", one_row=orjson.dumps({"instances": [row]})
    )
