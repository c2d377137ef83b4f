"""Start Python with PyTorch, one thread each: the tests are small, and others run beside them."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.model_code.jobs import MODEL_CODE, ROOT

PYTHON = Path(os.environ.get("LAB2API_TORCH_PYTHON", ROOT / ".venv-torch" / "bin" / "python"))
"""The repository's own PyTorch is for CPUs; on a machine with a GPU, name a Python that has CUDA's."""
SCRIPT = Path(__file__).with_name("in_torch.py")
SECONDS = 300
torch = pytest.mark.torch
needs_torch = pytest.mark.skipif(not PYTHON.is_file(), reason="PyTorch is not installed: `make setup-torch`")


def start(*command: object, base: Path, **environment: object) -> subprocess.Popen[str]:
    """Start a script with SAGEMAKER_BASE_DIR at `base`."""
    variables = {
        **{name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
        "PYTHONPATH": str(MODEL_CODE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SAGEMAKER_BASE_DIR": str(base),
        "OMP_NUM_THREADS": "1",
        **{name: str(value) for name, value in environment.items()},
    }
    return subprocess.Popen(
        [PYTHON, *map(str, command)],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for a process, and end it if it takes too long."""
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        pytest.fail(f"not done after {SECONDS} s:\n{out}\n{err}")
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def run(*command: object, base: Path, **environment: object) -> subprocess.CompletedProcess[str]:
    """Start and wait."""
    return ended(start(*command, base=base, **environment))
