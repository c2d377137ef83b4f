"""A retraining that does not start says so in the machine's own words, and at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import config
from cli.lifecycle import drift_steps, machines, pipelines
from cli.lifecycle.request_client import RequestClient
from cli.lifecycle.rows import Labelled
from cli.lifecycle.scene import Scene
from cli.lifecycle.story import Story
from cli.lifecycle.waiting import StepFailedError
from cli.target import Target

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    return Scene(
        target=Target(environment="workbench", region="us-east-1"),
        settings=config.load("workbench"),
        starter=Labelled(columns=[], target="diagnosis", rows=[], labels=[]),
        client=RequestClient(url="http://127.0.0.1", key="k"),
        story=Story(),
    )


def told(
    monkeypatch: pytest.MonkeyPatch, ended: dict[str, Any] | None, *, started: str | None = None
) -> None:
    monkeypatch.setattr(machines, "executions", lambda **_: [{"executionArn": "arn"}])
    monkeypatch.setattr(machines, "ended", lambda **_: ended)
    monkeypatch.setattr(pipelines, "started", lambda **_: started)


def test_a_refusal_of_the_cool_down_ends_the_wait(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, {"output": json.dumps({"started": False, "why": "1 minute ago"})})
    with pytest.raises(StepFailedError, match="1 minute ago") as failed:
        drift_steps._retrained(scene, since=NOW, runs=set())
    assert "cool-down" in failed.value.hint


def test_a_failure_ends_the_wait_with_its_cause(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, {"cause": "AccessDenied"})
    with pytest.raises(StepFailedError, match="AccessDenied"):
        drift_steps._retrained(scene, since=NOW, runs=set())


@pytest.mark.parametrize("ended", [None, {"output": json.dumps({"started": True})}])
def test_a_start_is_the_pipelines_execution(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, ended: dict[str, Any] | None
) -> None:
    told(monkeypatch, ended, started="execution")
    assert drift_steps._retrained(scene, since=NOW, runs=set()) == "execution"
