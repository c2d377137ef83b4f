"""A class of a hundred and of a thousand with all services, and the thousand without one: once a run."""

import fcntl
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from bench.class_synthesis import Measured
from bench.classes import LARGE, SMALL, read
from tests.stacks.reading import Template, template_texts

ROOT = Path(__file__).parents[3]
DROPPED = 500
"""The number of the student who is not in the third."""


@dataclass(frozen=True, kw_only=True)
class Class:
    """A synthesis of the classroom with a class of its own: what it took, and where it is."""

    measured: Measured
    assembly: Path

    @cached_property
    def templates(self) -> dict[str, Template]:
        """Stack name to parsed template."""
        return {name: json.loads(text) for name, text in template_texts(self.assembly).items()}

    @cached_property
    def cohorts(self) -> dict[str, Template]:
        """Those of its stacks that hold sandboxes."""
        return {name: template for name, template in self.templates.items() if "-Cohort-" in name}

    @property
    def report(self) -> dict[str, Any]:
        """What the packs and the validator found, explained or not."""
        report: dict[str, Any] = json.loads((self.assembly / "validation-report.json").read_text())
        return report

    @property
    def findings(self) -> list[tuple[str, str]]:
        """Rule and construct path of each finding that the register does not explain."""
        return [
            (violation["ruleName"], construct["constructPath"])
            for plugin in self.report["pluginReports"]
            for violation in plugin.get("violations", [])
            for construct in violation["violatingConstructs"]
        ]


@dataclass(frozen=True, kw_only=True)
class Classes:
    """Of three sizes."""

    small: Class
    large: Class
    without: Class


def made_once(factory: pytest.TempPathFactory) -> Classes:
    """Synthesize all three at the same time, each in processes of its own, whose time and memory count."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / "classes.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "classes.made").exists():
            _synthesize(folder)
            (folder / "classes.made").touch()
    return Classes(**{name: _made(folder, name) for name in ("small", "large", "without")})


def _synthesize(folder: Path) -> None:
    asked = {"large": [str(LARGE)], "without": [str(LARGE), "--without", str(DROPPED)], "small": [str(SMALL)]}
    running = {name: _started(folder, name, arguments) for name, arguments in asked.items()}
    for name, process in running.items():
        assert process.wait(timeout=900) == 0, (folder / f"{name}.log").read_text()[-2000:]


def _started(folder: Path, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.class_synthesis", str(folder / f"{name}.out"), *arguments]
    with (folder / f"{name}.json").open("wb") as output, (folder / f"{name}.log").open("wb") as errors:
        return subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=errors)


def _made(folder: Path, name: str) -> Class:
    return Class(measured=read((folder / f"{name}.json").read_text()), assembly=folder / f"{name}.out")
