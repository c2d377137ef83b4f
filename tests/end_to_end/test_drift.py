"""From requests to one retraining on the embedded AWS: captured, compared, told, and cooled down."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.end_to_end import assemblies
from tests.end_to_end.conftest import started
from tests.end_to_end.local_aws import STARTER, Local, body

pytestmark = pytest.mark.e2e

CAPTURED_SECONDS = 2.0
"""Captured lines are gathered for a second."""
WAIT_SECONDS = 120.0


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    state = assemblies.state_folder(tmp_path_factory, name="lab2api-drift", environment="workbench")
    yield from started(state=state, environment="workbench")


def ask(workbench: Local, *, scale: float, requests: int) -> None:
    """Ask the endpoint for rows of the starter's data, half of whose columns are scaled."""
    with (STARTER / "data.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    runtime = workbench.client("sagemaker-runtime")
    for number in range(requests):
        values = {k: float(v) for k, v in rows[number * 7 % len(rows)].items() if k != "diagnosis"}
        for name in list(values)[:15]:
            values[name] *= scale
        runtime.invoke_endpoint(
            EndpointName="workbench-breast-cancer", ContentType="application/json", Body=body(values)
        )
    time.sleep(CAPTURED_SECONDS)


def run(workbench: Local) -> tuple[int, dict[str, Any]]:
    done = workbench.run("drift", "run", "--env", "workbench", "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def executions(workbench: Local) -> list[dict[str, Any]]:
    found = workbench.client("sagemaker").list_pipeline_executions(PipelineName="workbench-training")
    return list(found["PipelineExecutionSummaries"])


def answers(workbench: Local, *, count: int) -> list[dict[str, Any]]:
    """What the retraining machine's executions ended with, once there are `count`."""
    states, deadline = workbench.client("stepfunctions"), time.monotonic() + WAIT_SECONDS
    arn = next(
        each["stateMachineArn"]
        for each in states.list_state_machines()["stateMachines"]
        if each["name"] == "lab2api-workbench-retraining"
    )
    while True:
        found = states.list_executions(stateMachineArn=arn, statusFilter="SUCCEEDED")["executions"]
        if len(found) >= count:
            break
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
    ended = [states.describe_execution(executionArn=each["executionArn"]) for each in found]
    return [json.loads(each["output"]) for each in ended]


def alarm_state(workbench: Local) -> str:
    (alarm,) = workbench.client("cloudwatch").describe_alarms(
        AlarmNames=["lab2api-workbench-breast-cancer-drift"]
    )["MetricAlarms"]
    return str(alarm["StateValue"])


def test_drift_is_captured_measured_told_and_followed_by_one_retraining(workbench: Local) -> None:
    code, nothing = run(workbench)
    assert (code, nothing["verdict"]) == (0, "nothing captured")

    ask(workbench, scale=1.0, requests=150)
    code, usual = run(workbench)
    assert (code, usual["verdict"], usual["drifted_share"]) == (0, "stable", 0.0)
    assert alarm_state(workbench) != "ALARM"

    ask(workbench, scale=1.8, requests=200)
    code, moved = run(workbench)
    assert (code, moved["verdict"]) == (3, "drifted")
    (answer,) = answers(workbench, count=1)
    assert answer["started"] is True
    assert answer["report"] == moved["report"]
    (execution,) = executions(workbench)
    assert execution["PipelineExecutionArn"] == answer["execution"]

    deadline = time.monotonic() + WAIT_SECONDS
    while alarm_state(workbench) == "ALARM":  # a gap in the numbers ends it
        assert time.monotonic() < deadline
        time.sleep(0.3)
    code, again = run(workbench)
    assert (code, again["verdict"]) == (3, "drifted")
    refused = [each for each in answers(workbench, count=2) if not each["started"]]
    assert len(refused) == 1
    assert "cooling down until" in refused[0]["why"]
    assert len(executions(workbench)) == 1

    page = workbench.run("drift", "report", "--env", "workbench")
    assert page.returncode == 0
    assert "drifted:" in page.stdout
