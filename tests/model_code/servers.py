"""Start the project's server, or AWS's, on a free loopback port."""

import os
import random
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench import toolkits
from bench.processes import running
from tests.model_code.jobs import MODEL_CODE
from tests.threads import ONE_THREAD


def free_port() -> int:
    """Find a port nobody listens on, below the ephemeral ones that multi-model-server refuses."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port between 20000 and 30000")


@contextmanager
def serving(base: Path, **more: str) -> Iterator[str]:
    """Run serve.py for the model below `base`/model; yields its address."""
    port = free_port()
    environment = {
        **ONE_THREAD,
        "PATH": os.environ["PATH"],
        "SAGEMAKER_BASE_DIR": str(base),
        "SAGEMAKER_BIND_TO_PORT": str(port),
        "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
        "LAB2API_BIND_HOST": "127.0.0.1",
        **more,
    }
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [sys.executable, MODEL_CODE / "serve.py"]
    with running(command, environment=environment, log=base / "serve.log", ping=f"{url}/ping"):
        yield url


@contextmanager
def serving_with_toolkit(model: Path) -> Iterator[str]:
    """Run AWS's sagemaker-inference toolkit on multi-model-server for a model directory; yields its
    address."""
    toolkits.require()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="mms-") as directory:
        base = Path(directory)
        (base / "model").symlink_to(model)
        environment = toolkits.serving_environment(base, port=port)
        url = f"http://127.0.0.1:{port}"
        command = [toolkits.PYTHON, toolkits.MULTI_MODEL_SERVER]
        with running(command, environment=environment, log=base / "mms.log", ping=f"{url}/ping"):
            yield url
