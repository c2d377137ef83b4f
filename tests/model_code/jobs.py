"""Run model_code's scripts in folders laid out as SageMaker lays out /opt/ml."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from tests.threads import ONE_THREAD

ROOT = Path(__file__).parents[2]
MODEL_CODE = ROOT / "model_code"
STARTER = MODEL_CODE / "starter/breast-cancer"


def lay_out(
    base: Path, *, train: pd.DataFrame | str, test: pd.DataFrame | None = None, **hyperparameters: str
) -> None:
    """Write the channels and the hyperparameters of a training job below `base`."""
    for name, table in (("train", train), ("test", test)):
        if table is not None:
            channel = base / "input/data" / name
            channel.mkdir(parents=True)
            text = table if isinstance(table, str) else table.to_csv(index=False)
            (channel / "data.csv").write_text(text, encoding="utf-8", errors="surrogateescape")
    for output in (
        "model",
        "output/data",
    ):  # SageMaker makes them; without them its toolkit fails with status 0
        (base / output).mkdir(parents=True)
    config = base / "input/config"
    config.mkdir(parents=True)
    encoded = {name: json.dumps(value) for name, value in hyperparameters.items()}
    (config / "hyperparameters.json").write_text(json.dumps(encoded))


def run_script(name: str, base: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of model_code's scripts as the container does, with warnings as errors."""
    environment = {**ONE_THREAD, "PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base)}
    command = [sys.executable, "-W", "error", str(MODEL_CODE / name), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
