"""One emulator for the plain tests; the strict tests start their own."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end import assemblies
from tests.end_to_end.classroom import ENVIRONMENT, Classroom, demonstrated
from tests.end_to_end.local_aws import Local


def started(*, state: Path, strict: bool = False, environment: str = "local") -> Iterator[Local]:
    """Start, synthesize unless the state folder has an assembly, bootstrap, deploy; stop all afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = Local(variables={"LAB2API_PORT": str(port), "LAB2API_STATE": str(state)})
    try:
        named = ["--env", environment]
        up = here.run("local", "up", *named, *(["--strict"] if strict else []))
        assert up.returncode == 0, up.stderr
        facts = json.loads(here.run("local", "status", *named, "--json").stdout)
        yield Local(variables=here.variables, api=facts["api"], key=facts["api_key"], trust=facts["trust"])
    finally:
        here.run("local", "down")


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """The local run as a newcomer has it."""
    yield from started(state=tmp_path_factory.mktemp("lab2api"))


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """The local run with TLS and the synthesized IAM policies enforced."""
    state = assemblies.state_folder(tmp_path_factory, name="lab2api-strict", environment="local")
    yield from started(state=state, strict=True)


@pytest.fixture(scope="session")
def modes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """One model in every mode of serving."""
    state = assemblies.state_folder(tmp_path_factory, name="lab2api-modes", environment="modes")
    yield from started(state=state, environment="modes")


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """All of Tier 2."""
    state = assemblies.state_folder(tmp_path_factory, name="lab2api-workbench", environment="workbench")
    yield from started(state=state, environment="workbench")


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    """A class of three after its demonstration, with TLS and the synthesized IAM policies enforced."""
    state = assemblies.state_folder(tmp_path_factory, name="lab2api-class", environment=ENVIRONMENT)
    yield from demonstrated(state)
