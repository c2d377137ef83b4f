"""The committed pipeline definitions are what the SageMaker SDK writes, without a network, every time."""

import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PIPELINE = REPOSITORY / "model_code" / "pipeline"
PYTHON = REPOSITORY / ".venv-authoring" / "bin" / "python"
SECONDS = 120
OFFLINE = """
import runpy, socket, sys
def refuse(*_, **__): raise RuntimeError("authoring opened a socket")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
for name in ("author", "author_text"): runpy.run_module(f"pipeline.{name}", run_name="__main__")
"""


@pytest.mark.authoring
@pytest.mark.parametrize("seed", ["0", "7"])
def test_the_committed_definitions_are_what_the_sdk_writes_offline(tmp_path: Path, seed: str) -> None:
    if not PYTHON.is_file():
        pytest.fail("the SageMaker SDK is not installed: run `make setup-authoring` (about 1 GB)")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONHASHSEED": seed,
        "TZ": "Asia/Tokyo",
    }
    subprocess.run(
        [str(PYTHON), "-W", "ignore", "-c", OFFLINE, str(tmp_path)],
        env=environment | {"PYTHONPATH": str(PIPELINE.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        check=True,
        timeout=SECONDS,
    )
    for name in ("definition.json", "definition-prebuilt.json", "definition-text.json"):
        written, committed = (tmp_path / name).read_bytes(), (PIPELINE / name).read_bytes()
        assert written == committed, (
            f"{name} is not what the SDK writes: run `make pipeline` and review the diff"
        )
