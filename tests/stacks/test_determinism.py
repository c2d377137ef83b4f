"""Synthesis is a pure function of the working tree: not of folder, time zone, hash seed, clock or network."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.stacks.reading import Template

ROOT = Path(__file__).parents[2]
PARTS = ("app.py", "cdk.json", "config", "stacks", "lambda", "model_code", "docs", "examples")
ENVIRONMENTS = "accelerated,classroom,closed,workbench"
"""Together they have every kind of stack; a test holds them to that."""
FOR_PEOPLE = ("tree.json", "validation-report.json", "iam-policy-report.json", "iam-policy-report.txt")
NO_NETWORK = """
import runpy, socket, sys
def refuse(*_): raise OSError("synthesis must not need the network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
sys.path.insert(0, ".")
runpy.run_path("app.py", run_name="__main__")
"""


def synthesize(folder: Path, *, outdir: Path) -> None:
    """Synthesize a copy of the tree in another place, time zone, order of hashes, without a network."""
    folder.mkdir(parents=True)
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
        "CDK_CONTEXT_JSON": json.dumps({"environments": ENVIRONMENTS}),
    }
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK],
        cwd=folder,
        env=environment | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4242"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def digests(outdir: Path) -> dict[str, str]:
    """Hash what is deployed: templates, asset lists and assets. What is beside them is for people to read.

    Tree and metadata files hold stack traces, and the reports numbers of tokens.
    """
    files = [path for path in outdir.rglob("*") if path.is_file() and not path.name.endswith("metadata.json")]
    # The CDK CLI keeps zips in .cache, where a test deploys this very folder.
    kept = [path for path in files if path.name not in FOR_PEOPLE and ".cache" not in path.parts]
    return {str(path.relative_to(outdir)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def test_a_synthesis_far_away_of_fewer_environments_gives_the_same_bytes(
    tmp_path: Path, assembly: Path
) -> None:
    """Held against the one that all tests read, of another folder, zone, seed, time and all environments."""
    outdir = tmp_path / "out"
    synthesize(tmp_path / "deeper" / "tree", outdir=outdir)
    here, there = digests(assembly), digests(outdir)
    assert any(name.endswith("template.json") for name in there)
    # The manifest on top lists the environments.
    assert there.pop("manifest.json") != here["manifest.json"]
    assert there == {name: digest for name, digest in here.items() if name in there}
    folders = tuple(f"assembly-{name.capitalize()}/" for name in ENVIRONMENTS.split(","))
    assert {name for name in here if name.startswith(folders)} <= set(there)


def test_those_environments_have_every_kind_of_stack(templates: dict[str, Template]) -> None:
    of_all = {name.split("-")[1] for name in templates}
    here = tuple(name.capitalize() for name in ENVIRONMENTS.split(","))
    assert {name.split("-")[1] for name in templates if name.startswith(here)} == of_all
