"""A synthesis that every process of a test run reads and only the first one makes."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.stacks.reading import Synthesized, template_texts


def once(factory: pytest.TempPathFactory, *, name: str, synthesize: Callable[[Path], None]) -> Synthesized:
    """Let `synthesize` write into the folder `name` of the run; the processes that come later wait for it."""
    folder = folder_of_run(factory)
    assembly, made = folder / name, folder / f"{name}.made"
    with one_process(folder / f"{name}.lock"):
        if not made.exists():
            synthesize(assembly)
            made.touch()
    report = json.loads((assembly / "validation-report.json").read_text())
    return Synthesized(assembly=assembly, texts=template_texts(assembly), report=report)


def folder_of_run(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of the run have."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def one_process(lock: Path) -> Iterator[None]:
    """Let the processes of a run pass one after the other."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
