"""`lab2api class demo` stops the embedded AWS that it started, unless it is to be kept."""

from typing import Any

import pytest
from typer.testing import CliRunner

from cli.classes.command import app
from cli.classes.demo import command


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
