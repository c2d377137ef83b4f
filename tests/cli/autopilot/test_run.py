"""The verb follows the machine to its end, and tells the machine's own reason when it fails."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
import typer

from cli.autopilot import run
from cli.autopilot.run import Progress


@dataclass
class Machine:
    """A target whose one client is a machine that runs for two looks, and SageMaker with two candidates."""

    ends: dict[str, Any]
    local: bool = True
    environment: str = "workbench"
    looks: int = field(default=0, init=False)

    def client(self, _: str) -> "Machine":
        return self

    def describe_execution(self, **_: str) -> dict[str, Any]:
        self.looks += 1
        return {"status": "RUNNING"} if self.looks < 3 else self.ends

    def get_execution_history(self, **_: Any) -> dict[str, Any]:
        entered = {"name": "Wait", "input": json.dumps({"job": {"name": "workbench-auto-1"}})}
        return {"events": [{"type": "WaitStateEntered", "stateEnteredEventDetails": entered}]}

    def list_candidates_for_auto_ml_job(self, **_: str) -> dict[str, Any]:
        scores = ({"Type": "Minimize", "Value": value} for value in (2.0, 1.5))
        return {"Candidates": [{"FinalAutoMLJobObjectiveMetric": score} for score in scores]}


def test_a_run_is_followed_with_its_best_score_so_far() -> None:
    machine, told = Machine(ends={"status": "SUCCEEDED", "output": '{"job": "x"}'}), []
    output = run.follow(machine, "arn", tell=told.append, sleep=lambda _: None)  # type: ignore[arg-type]
    assert output == {"job": "x"}
    assert told == [Progress(state="Wait", job="workbench-auto-1", candidates=2, best=1.5)] * 2


def test_a_failed_run_ends_the_command_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    machine = Machine(ends={"status": "FAILED", "error": "AutopilotFailed", "cause": "no S3 objects found"})
    with pytest.raises(typer.Exit):
        run.follow(machine, "arn", tell=lambda _: None, sleep=lambda _: None)  # type: ignore[arg-type]
    assert "AutopilotFailed: no S3 objects found" in capsys.readouterr().err
