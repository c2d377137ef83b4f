"""A model's whole life with the real command: promoted on good data, rolled back on poisoned, no 5xx."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end import assemblies
from tests.end_to_end.local_aws import ROOT

pytestmark = pytest.mark.e2e

LONGEST_SECONDS = 600
"""The demonstration takes less than three minutes on two idle cores; a test's machine is never idle."""
FIRST_ACT = ["serve", "data", "pipeline", "register", "approve", "canary", "promote", "stable"]
SECOND_ACT = [
    *("poison", "drift", "alarm", "retrain", "pipeline", "register", "approve", "canary", "rollback", "kept")
]
Story = dict[str, Any]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Run the command once, on an embedded AWS of its own."""
    state = assemblies.state_folder(tmp_path_factory, name="lab2api-lifecycle", environment="workbench")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {"LAB2API_PORT": str(port), "LAB2API_STATE": str(state)}
    started = time.monotonic()
    try:
        ran = subprocess.run(
            [str(ROOT / "lab2api"), "lifecycle", "demo", "--json"],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
        document: Story = json.loads(ran.stdout)
        print(f"{time.monotonic() - started:.0f} s in all; {document['client']}")
        left = subprocess.run(
            [str(ROOT / "lab2api"), "local", "status"],
            env={**os.environ, **variables},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert left.returncode == 3, "the demonstration stops the embedded AWS that it started"
        return document
    finally:
        subprocess.run(
            [str(ROOT / "lab2api"), "local", "down"],
            env={**os.environ, **variables},
            capture_output=True,
            timeout=60,
            check=False,
        )


def step(told: Story, name: str, *, act: int = 1) -> Story:
    found: list[Story] = [each for each in told["steps"] if each["name"] == name]
    return found[act - 1]


def version(told: Story, *, act: int) -> str:
    return str(step(told, "register", act=act)["evidence"]["package"]).rpartition("/")[2]


def states(step: Story) -> str:
    return " ".join(str(fact) for name, fact in step["evidence"].items() if name.startswith("execution "))


def test_every_step_is_seen_in_its_order(told: Story) -> None:
    assert [each["name"] for each in told["steps"]] == FIRST_ACT + SECOND_ACT
    assert {each["state"] for each in told["steps"]} == {"seen"}
    assert told["failure"] == ""


def test_the_api_answers_every_request_and_never_with_an_error(told: Story) -> None:
    client = told["client"]
    assert client["by_status"] == {"200": client["sent"]}
    assert (client["server_errors"], client["lost"]) == (0, 0)
    assert client["sent"] > 20 * 30, "it asked throughout"
    assert set(client["by_version"]) == {"starter", version(told, act=1), version(told, act=2)}


def test_the_arrival_of_data_starts_the_pipeline_and_the_alarm_starts_it_again(told: Story) -> None:
    assert step(told, "data")["evidence"]["object"].endswith("datasets/breast-cancer/new.csv")
    first, second = (step(told, "pipeline", act=act)["evidence"]["execution"] for act in (1, 2))
    assert first != second
    assert step(told, "retrain")["evidence"]["execution"] == second
    for act in (1, 2):
        for name in ("Prepare", "Train", "Evaluate", "Register"):
            assert name in step(told, "pipeline", act=act)["happened"]


def test_the_good_version_is_a_canary_before_it_is_promoted(told: Story) -> None:
    assert 0.05 < step(told, "canary")["evidence"]["share"] < 0.5, "20 % by workbench.toml"
    promoted = step(told, "promote")
    assert promoted["happened"].startswith("Production / Promoted")
    assert "Promoted" in states(promoted)


def test_poisoned_requests_are_drift_with_a_report_and_ring_its_alarm(told: Story) -> None:
    stable, drift = step(told, "stable")["evidence"], step(told, "drift")["evidence"]
    assert (stable["verdict"], drift["verdict"]) == ("stable", "drifted")
    assert stable["DriftedShare"] < 0.3 <= drift["DriftedShare"]
    page = Path(told["report"]).read_text(encoding="utf-8")
    assert "<html" in page
    assert "mean radius" in page
    assert step(told, "alarm")["evidence"]["alarm"]


def test_the_worse_version_scores_well_and_is_rolled_back_for_what_it_says(told: Story) -> None:
    assert step(told, "register", act=2)["evidence"]["score"] > 0.9
    back = step(told, "rollback")
    assert back["happened"].startswith("Rejected: ")
    assert "PredictedShare" in back["evidence"]["alarm says"], "what it says, not how fast or broken it is"
    assert len(back["evidence"]["alarm"]) > 1
    assert back["evidence"]["alarm"] in back["happened"], "the reason names the alarm"
    assert "RolledBack" in back["evidence"]["stage"]
    assert "RolledBack" in states(back)


def test_the_version_before_answers_everything_again(told: Story) -> None:
    kept = step(told, "kept")
    assert kept["evidence"] == {"share": 1.0, "endpoint": "InService"}
    assert kept["what"] == f"Version {version(told, act=1)} serves on"
