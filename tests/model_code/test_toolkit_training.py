"""AWS's sagemaker-training toolkit runs train.py as it does in a framework container."""

import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from bench import toolkits
from tabular.predictor import Predictor
from tests.model_code.jobs import MODEL_CODE, STARTER, lay_out

pytestmark = pytest.mark.toolkit


def run_toolkit(base: Path, **hyperparameters: str) -> subprocess.CompletedProcess[str]:
    """Lay out a job for the toolkit's `train` command and run it."""
    toolkits.require()
    archive = base / "sourcedir.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        for name in ("train.py", "inference.py", "requirements-serve.txt", "tabular", "drift_report"):
            packed.add(
                MODEL_CODE / name,
                name,
                filter=lambda member: None if "__pycache__" in member.name else member,
            )
    toolkit = {
        "sagemaker_program": "train.py",
        "sagemaker_submit_directory": str(archive),
        "sagemaker_region": "us-east-1",
        "sagemaker_job_name": "job",
    }
    lay_out(base, train=(STARTER / "data.csv").read_text(), **hyperparameters, **toolkit)
    config = base / "input/config"
    # A host name that does not resolve makes the toolkit wait for 15 minutes.
    resources = {"current_host": "localhost", "hosts": ["localhost"], "network_interface_name": "lo"}
    channels = {"train": {"TrainingInputMode": "File", "S3DistributionType": "FullyReplicated"}}
    (config / "resourceconfig.json").write_text(json.dumps(resources))
    (config / "inputdataconfig.json").write_text(json.dumps(channels))
    temporary = base / "tmp"
    temporary.mkdir()
    environment = toolkits.environment(
        SAGEMAKER_BASE_DIR=str(base), TRAINING_JOB_NAME="job", TMPDIR=str(temporary)
    )
    command = [os.fspath(toolkits.PYTHON.with_name("train"))]
    return subprocess.run(
        command, env=environment, cwd=temporary, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_toolkit_trains_the_same_model(tmp_path: Path, starter: Predictor) -> None:
    finished = run_toolkit(tmp_path, target="diagnosis", name="breast-cancer", version="toolkit")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    card = Predictor.load(tmp_path / "model").card
    assert (card.version, card.model_sha256) == ("toolkit", starter.card.model_sha256)
    assert (tmp_path / "output/data/plot.png").exists()


def test_a_failed_job_says_why_under_the_toolkit_too(tmp_path: Path) -> None:
    finished = run_toolkit(tmp_path, target="prognosis")
    assert finished.returncode == 1
    assert "there is no column 'prognosis' to predict" in (tmp_path / "output/failure").read_text()
