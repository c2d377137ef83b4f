"""`lab2api class demo` stops the embedded AWS that it started, unless it is to be kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.__main__ import app as every_command
from cli.classes.command import app
from cli.classes.demo import command
from local import ports, process

NOT_RUNNING = 3


class Process:
    """The embedded AWS, up before or not."""

    def __init__(self, *, up: bool) -> None:
        self.up, self.stops = up, 0

    def status(self) -> Any:
        return object() if self.up else None

    def stop(self) -> None:
        self.stops += 1


@pytest.mark.parametrize(
    ("up", "arguments", "stops"),
    [(False, [], 1), (False, ["--keep"], 0), (True, [], 0), (True, ["--keep"], 0)],
)
def test_it_stops_what_it_started(
    monkeypatch: pytest.MonkeyPatch, up: bool, arguments: list[str], stops: int
) -> None:
    process, played = Process(up=up), list[dict[str, Any]]()
    monkeypatch.setattr(command, "process", process)
    monkeypatch.setattr(command, "_play", lambda **asked: played.append(asked))
    assert CliRunner().invoke(app, ["demo", *arguments]).exit_code == 0
    assert process.stops == stops
    assert [asked["stays_up"] for asked in played] == [not stops]


def test_it_stops_after_a_failure_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: Any) -> None:
        raise RuntimeError

    process = Process(up=False)
    monkeypatch.setattr(command, "process", process)
    monkeypatch.setattr(command, "_play", fails)
    assert CliRunner().invoke(app, ["demo"]).exit_code == 1
    assert process.stops == 1


@pytest.fixture
def of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another embedded AWS than the one of who runs the tests, and its end."""
    monkeypatch.setenv("LAB2API_STATE", str(tmp_path))
    monkeypatch.setenv("LAB2API_PORT", str(ports.free()))
    yield
    process.stop()


@pytest.mark.usefixtures("of_its_own")
@pytest.mark.parametrize("keep", [False, True])
def test_a_real_process_is_stopped_unless_it_is_to_be_kept(
    monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    started = list[process.Running]()
    monkeypatch.setattr(command, "_play", lambda **_: started.append(process.start()))
    run = CliRunner().invoke
    assert run(app, ["demo", *(["--keep"] if keep else [])]).exit_code == 0
    assert len(started) == 1
    assert process.status() == (started[0] if keep else None)
    if not keep:
        assert run(every_command, ["local", "status"]).exit_code == NOT_RUNNING
