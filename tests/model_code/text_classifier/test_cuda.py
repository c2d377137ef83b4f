"""On an NVIDIA GPU, in bf16 and compiled, the job learns what a CPU learns; a kill loses nothing.

Needs a GPU and LAB2API_TORCH_PYTHON, a Python with a PyTorch for CUDA: docs/accelerators.md.
"""

import json
import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.model_code.jobs import MODEL_CODE
from tests.model_code.text_classifier import opinions
from tests.model_code.text_classifier.torch_processes import SCRIPT, run

pytestmark = [
    pytest.mark.torch,
    pytest.mark.skipif(
        not (Path("/dev/nvidia0").exists() and "LAB2API_TORCH_PYTHON" in os.environ),
        reason="needs an NVIDIA GPU and LAB2API_TORCH_PYTHON",
    ),
]
TOLD = {
    "size": "tiny",
    "vocabulary": 400,
    "length": 64,
    "epochs": 6,
    "batch": 32,
    "learning_rate": 0.005,
    "seed": 5,
    "dropout": 0,
    "deterministic": True,
}
LEAST_ACCURACY = 0.95
BF16 = 0.01
"""A step's loss in bf16 against single precision; seen on an H200: 0.002."""
ALIKE = 10
"""Steps that are compared: later, two trainings that rounded differently once go ways of their own."""
Job = tuple[Path, subprocess.CompletedProcess[str]]


def lay_out(base: Path, **changes: object) -> Path:
    train, test = opinions.rows(600, seed=1), opinions.rows(120, seed=2)
    return opinions.lay_out(base, train=train, test=test, **{**TOLD, **changes})


def losses(base: Path) -> str:
    return (base / "output/data/losses.csv").read_text()


def curve(base: Path) -> NDArray[np.float64]:
    return np.array([float(line.split(",")[2]) for line in losses(base).splitlines()[1:]])


@pytest.fixture(scope="module")
def on_gpu(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A job that nothing interrupts, and its folder."""
    base = lay_out(tmp_path_factory.mktemp("gpu"), checkpoint_steps=1_000)
    done = run(MODEL_CODE / "train_text.py", base=base)
    assert done.returncode == 0, done.stderr[-3000:]
    return base, done


def test_the_first_losses_are_the_cpus_but_for_bf16(on_gpu: Job, tmp_path: Path) -> None:
    done = run(MODEL_CODE / "train_text.py", base=lay_out(tmp_path), CUDA_VISIBLE_DEVICES="")
    assert done.returncode == 0, done.stderr[-3000:]
    apart = np.abs(curve(tmp_path) - curve(on_gpu[0]))[:ALIKE]
    assert apart.max() < BF16, apart.tolist()


def test_held_out_rows_are_classified(on_gpu: Job) -> None:
    report = json.loads((on_gpu[0] / "output/data/metrics.json").read_text())
    assert report["metrics"]["accuracy"] >= LEAST_ACCURACY


def test_a_kill_changes_no_bit_of_the_loss_curve(on_gpu: Job, tmp_path: Path) -> None:
    base = lay_out(tmp_path, checkpoint_steps=8)
    killed = run(SCRIPT, "interrupted", int(signal.SIGKILL), 42, base=base)
    assert killed.returncode == -signal.SIGKILL
    done = run(MODEL_CODE / "train_text.py", base=base)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "continuing from step-000000040.checkpoint" in done.stdout
    assert losses(base) == losses(on_gpu[0])


def test_speed_utilization_and_memory_are_measured(tmp_path: Path) -> None:
    told = ("--size", "small", "--batch", 64, "--length", 128, "--steps", 5, "--deterministic", "--json")
    done = run("-m", "text_classifier.throughput", *told, base=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert (found["why_not"], found["processes"]) == ("", 1)
    assert 0 < found["model_flops_utilization"] < 1
    assert found["peak_memory_gib"] > 0
