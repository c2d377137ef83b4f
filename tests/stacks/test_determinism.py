"""Synthesis is a pure function of the working tree: not of folder, time zone, hash seed, clock or network."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("app.py", "cdk.json", "config", "stacks", "lambda", "model_code", "examples")
NO_NETWORK = """
import runpy, socket, sys
def refuse(*_): raise OSError("synthesis must not need the network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
sys.path.insert(0, ".")
runpy.run_path("app.py", run_name="__main__")
"""


def start(folder: Path, *, outdir: Path, time_zone: str, hash_seed: str) -> "subprocess.Popen[str]":
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    node = str(Path(sys.executable).with_name("node"))
    environment = {
        "PATH": os.environ["PATH"],
        "JSII_NODE": node,
        "HOME": str(folder),
        "CDK_OUTDIR": str(outdir),
    }
    return subprocess.Popen(
        [sys.executable, "-c", NO_NETWORK],
        cwd=folder,
        env={**environment, "TZ": time_zone, "PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def digests(outdir: Path) -> dict[str, str]:
    """Hash what is deployed: templates, asset lists and assets. Tree and metadata files hold stack traces."""
    files = [path for path in outdir.rglob("*") if path.is_file() and not path.name.endswith("metadata.json")]
    kept = [path for path in files if path.name not in ("tree.json", "validation-report.json")]
    return {str(path.relative_to(outdir)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


@pytest.fixture(scope="module")
def syntheses(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    runs = []
    for number, (time_zone, hash_seed) in enumerate(
        [("Asia/Ho_Chi_Minh", "1"), ("America/Los_Angeles", "4242")]
    ):
        folder = tmp_path_factory.mktemp(f"tree{'-deeper' * number}")
        outdir = tmp_path_factory.mktemp(f"out{number}")
        runs.append((start(folder, outdir=outdir, time_zone=time_zone, hash_seed=hash_seed), outdir))
    for process, _ in runs:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
    return [digests(outdir) for _, outdir in runs]


def test_two_syntheses_far_apart_give_the_same_bytes(syntheses: list[dict[str, str]]) -> None:
    first, second = syntheses
    assert first == second


def test_a_synthesis_without_the_cli_gives_the_same_templates(
    syntheses: list[dict[str, str]], assembly: Path
) -> None:
    here = {name: digest for name, digest in digests(assembly).items() if name.endswith("template.json")}
    assert here == {name: digest for name, digest in syntheses[0].items() if name in here}
