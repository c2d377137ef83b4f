"""`lab2api lifecycle history` reads the state machine's own history."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import typer

from cli.lifecycle import histories
from cli.target import Target
from tests.cli.account import Account

NAME = "lab2api-workbench-drift"
MACHINE = f"arn:aws:states:us-east-1:000000000000:stateMachine:{NAME}"
RUN = f"arn:aws:states:us-east-1:000000000000:execution:{NAME}:one"
AT = datetime(2026, 1, 1, 12, 30, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        histories, "of_environment", lambda name: Target(environment=name, region="us-east-1")
    )


def expect_machines(account: Account, *names: str) -> None:
    listed = [
        {"stateMachineArn": MACHINE, "name": name, "type": "STANDARD", "creationDate": AT} for name in names
    ]
    account.expect("stepfunctions", "list_state_machines", {"stateMachines": listed})


def test_states_come_in_their_order_with_their_times(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    expect_machines(account, NAME)
    row = {
        "executionArn": RUN,
        "stateMachineArn": MACHINE,
        "name": "one",
        "status": "SUCCEEDED",
        "startDate": AT,
    }
    account.expect("stepfunctions", "list_executions", {"executions": [row]})
    ended = {"executionArn": RUN, "stateMachineArn": MACHINE, "status": "SUCCEEDED", "startDate": AT}
    account.expect("stepfunctions", "describe_execution", ended | {"output": '{"started": false}'})
    events = [
        {"timestamp": AT, "type": "ExecutionStarted", "id": 1},
        {
            "timestamp": AT,
            "type": "TaskStateEntered",
            "id": 2,
            "stateEnteredEventDetails": {"name": "Prepare"},
        },
        {"timestamp": AT, "type": "PassStateEntered", "id": 3, "stateEnteredEventDetails": {"name": "Done"}},
    ]
    account.expect("stepfunctions", "get_execution_history", {"events": events})
    histories.history(histories.Part.DRIFT, environment="workbench", last=5, as_json=True)
    told = json.loads(capsys.readouterr().out)
    states = [{"at": "12:30:01", "state": "Prepare"}, {"at": "12:30:01", "state": "Done"}]
    assert told == [
        {"execution": RUN, "status": "SUCCEEDED", "states": states, "ended_with": '{"started": false}'}
    ]
    account.done()


def test_an_environment_without_the_machine_ends_with_1(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    expect_machines(account, "another")
    with pytest.raises(typer.Exit) as ended:
        histories.history(histories.Part.DRIFT, environment="workbench", last=5, as_json=False)
    assert ended.value.exit_code == 1
    assert NAME in capsys.readouterr().err
