"""A class as the demonstration leaves it: what was seen, and the embedded AWS that is still up."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import config
from cli.classes.demo.scene import Scene
from cli.lifecycle.story import Story
from cli.target import Target
from config.roster_files import load_roster
from tests.end_to_end.local_aws import ROOT

LONGEST_SECONDS = 600
"""The demonstration takes two minutes on two idle cores; a test's machine is never idle."""
ENVIRONMENT = "classroom"


@dataclass(frozen=True, kw_only=True)
class Classroom:
    """`told` is what the command printed; `variables` lead to its AWS, and `trust` is its certificate."""

    told: dict[str, Any]
    variables: dict[str, str]
    trust: str

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `lab2api` on it."""
        return run(*arguments, variables=self.variables)

    @property
    def scene(self) -> Scene:
        """Whatever there is in it, and of whom."""
        reached = {
            "AWS_ENDPOINT_URL": f"https://127.0.0.1:{self.variables['LAB2API_PORT']}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_CA_BUNDLE": self.trust,
        }
        target = Target(environment=ENVIRONMENT, region="us-east-1", variables=reached)
        return Scene(
            target=target, roster=load_roster("demo"), settings=config.load(ENVIRONMENT), story=Story()
        )


def run(*arguments: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `lab2api` with an embedded AWS of its own."""
    return subprocess.run(
        [str(ROOT / "lab2api"), *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )


def demonstrated(state: Path) -> Iterator[Classroom]:
    """Run the command once, on an embedded AWS that holds every function to its role; stop it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {"LAB2API_PORT": str(port), "LAB2API_STATE": str(state)}
    try:
        ran = run("class", "demo", "--strict", "--json", "--keep", variables=variables)
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
        facts = json.loads(run("local", "status", "--env", ENVIRONMENT, "--json", variables=variables).stdout)
        yield Classroom(told=json.loads(ran.stdout), variables=variables, trust=facts["trust"])
    finally:
        run("local", "down", variables=variables)
