"""A synthesis that every process of a test run reads and only the first one makes."""

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stacks.reading import Synthesized, template_texts


def once(factory: pytest.TempPathFactory, *, name: str, synthesize: Callable[[Path], None]) -> Synthesized:
    """Let `synthesize` write into the folder `name` of the run; the processes that come later wait for it."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    assembly, made = folder / name, folder / f"{name}.made"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            synthesize(assembly)
            made.touch()
    report = json.loads((assembly / "validation-report.json").read_text())
    return Synthesized(assembly=assembly, texts=template_texts(assembly), report=report)
