"""What the demonstration reads from AWS, on answers in the shapes of botocore's own models."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from cli.lifecycle import alarms, machines, packages, pipelines
from cli.lifecycle.packages import Version
from cli.lifecycle.waiting import StepFailedError
from cli.target import Target
from tests.cli.account import Account

BENCH = Target(environment="workbench", region="us-east-1")
START = datetime(2026, 1, 1, tzinfo=UTC)
PACKAGE = "arn:aws:sagemaker:us-east-1:000000000000:model-package/workbench-breast-cancer/2"
MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:lab2api-workbench-lifecycle"
RUN = "arn:aws:states:us-east-1:000000000000:execution:lab2api-workbench-lifecycle:"
PIPELINE = "arn:aws:sagemaker:us-east-1:000000000000:pipeline/workbench-training/execution/"


def test_the_execution_that_the_data_started_is_told_from_others(account: Account) -> None:
    rows = [
        {"PipelineExecutionArn": f"{PIPELINE}{name}", "StartTime": START} for name in ("old0", "new1", "new2")
    ]
    account.expect("sagemaker", "list_pipeline_executions", {"PipelineExecutionSummaries": rows})
    for key in ("datasets/breast-cancer/other.csv", "feedback/breast-cancer/"):
        answer = {"PipelineParameters": [{"Name": "DataKey", "Value": key}]}
        account.expect("sagemaker", "list_pipeline_parameters_for_execution", answer)
    found = pipelines.started(target=BENCH, before={f"{PIPELINE}old0"}, key="feedback/breast-cancer/")
    assert found == f"{PIPELINE}new2"
    account.done()


@pytest.mark.parametrize(("status", "ended"), [("Executing", None), ("Stopping", None), ("Failed", "Failed")])
def test_a_pipeline_has_ended_only_when_it_has(account: Account, status: str, ended: str | None) -> None:
    answer = {"PipelineExecutionStatus": status}
    account.expect("sagemaker", "describe_pipeline_execution", answer)
    assert pipelines.ended(target=BENCH, execution=f"{PIPELINE}new1") == ended


def test_steps_are_told_with_their_seconds_and_a_failure_with_its_reason() -> None:
    rows = [
        {
            "StepName": "Prepare",
            "StepStatus": "Succeeded",
            "StartTime": START,
            "EndTime": START + timedelta(seconds=2.5),
        },
        {"StepName": "Train", "StepStatus": "Failed", "StartTime": START, "FailureReason": "no rows"},
    ]
    assert pipelines.told(rows) == "Prepare 2.5 s, Train"
    assert pipelines.failures(rows) == "Train: no rows"


def test_a_new_version_is_read_with_its_approval_and_its_stage(account: Account) -> None:
    summary = {
        "ModelPackageArn": PACKAGE,
        "CreationTime": START,
        "ModelPackageStatus": "Completed",
    }
    account.expect("sagemaker", "list_model_packages", {"ModelPackageSummaryList": [summary]})
    described = {
        "ModelPackageName": "workbench-breast-cancer",
        "ModelPackageArn": PACKAGE,
        "ModelPackageVersion": 2,
        "CreationTime": START,
        "ModelPackageStatus": "Completed",
        "ModelPackageStatusDetails": {"ValidationStatuses": []},
        "ModelApprovalStatus": "Rejected",
        "ApprovalDescription": "alarm X",
        "ModelLifeCycle": {"Stage": "Production", "StageStatus": "RolledBack", "StageDescription": "why"},
        "CustomerMetadataProperties": {"card": "s3://b/card.json"},
    }
    account.expect("sagemaker", "describe_model_package", described, {"ModelPackageName": PACKAGE})
    assert packages.registered(target=BENCH, model="breast-cancer", before=set()) == Version(
        number="2",
        arn=PACKAGE,
        approval="Rejected",
        approval_reason="alarm X",
        stage="Production",
        stage_status="RolledBack",
        stage_reason="why",
        properties={"card": "s3://b/card.json"},
    )


def test_no_new_version_is_none(account: Account) -> None:
    summary = {"ModelPackageArn": PACKAGE, "CreationTime": START, "ModelPackageStatus": "Completed"}
    account.expect("sagemaker", "list_model_packages", {"ModelPackageSummaryList": [summary]})
    assert packages.registered(target=BENCH, model="breast-cancer", before={PACKAGE}) is None


def expect_machine(account: Account) -> None:
    machine = {
        "stateMachineArn": MACHINE,
        "name": "lab2api-workbench-lifecycle",
        "type": "STANDARD",
        "creationDate": START,
    }
    account.expect("stepfunctions", "list_state_machines", {"stateMachines": [machine]})


def run(name: str, *, minutes: int) -> dict[str, object]:
    return {
        "executionArn": RUN + name,
        "stateMachineArn": MACHINE,
        "name": name,
        "status": "SUCCEEDED",
        "startDate": START + timedelta(minutes=minutes),
    }


def test_only_executions_about_the_version_and_of_this_time_count(account: Account) -> None:
    expect_machine(account)
    listed = [run("other", minutes=3), run("mine", minutes=2), run("old", minutes=-1)]
    account.expect("stepfunctions", "list_executions", {"executions": listed})
    for name, told in (("other", "something else"), ("mine", PACKAGE)):
        answer = {
            "executionArn": RUN + name,
            "stateMachineArn": MACHINE,
            "status": "SUCCEEDED",
            "startDate": START,
            "input": f'{{"package": "{told}"}}',
        }
        account.expect("stepfunctions", "describe_execution", answer, {"executionArn": RUN + name})
    found = machines.executions(target=BENCH, part="lifecycle", since=START, about=PACKAGE)
    assert [row["name"] for row in found] == ["mine"]
    account.done()


def test_a_machine_that_is_not_deployed_is_named_with_what_to_do(account: Account) -> None:
    account.expect("stepfunctions", "list_state_machines", {"stateMachines": []})
    with pytest.raises(StepFailedError, match="lab2api-workbench-drift") as failed:
        machines.machine_arn(target=BENCH, part="drift")
    assert "local up --env workbench" in failed.value.hint


def test_a_state_that_is_entered_again_and_again_is_named_once() -> None:
    entered = [
        {"stateEnteredEventDetails": {"name": name}} for name in ("Wait", "Look", "Wait", "Look", "Done")
    ]
    assert machines.path([{"type": "ExecutionStarted"}, *entered]) == ["Wait", "Look", "Done"]


def alarm(name: str, metric: str, model: str, state: str = "OK") -> dict[str, object]:
    return {
        "AlarmName": name,
        "MetricName": metric,
        "Dimensions": [{"Name": "Model", "Value": model}],
        "StateValue": state,
    }


def test_the_drift_alarm_is_found_by_its_metric_and_model(account: Account) -> None:
    listed = [
        alarm("a", "Errors", "breast-cancer"),
        alarm("b", "DriftedShare", "another"),
        alarm("c", "DriftedShare", "breast-cancer", "ALARM"),
    ]
    account.expect("cloudwatch", "describe_alarms", {"MetricAlarms": listed})
    assert alarms.drift_alarm(target=BENCH, model="breast-cancer") == "c"


def test_without_a_drift_alarm_the_error_says_so(account: Account) -> None:
    account.expect("cloudwatch", "describe_alarms", {"MetricAlarms": []})
    with pytest.raises(StepFailedError, match="DriftedShare"):
        alarms.drift_alarm(target=BENCH, model="breast-cancer")


def test_an_endpoint_without_alarms_has_none_that_ring(account: Account) -> None:
    answer = {
        "EndpointName": "workbench-breast-cancer",
        "EndpointArn": "arn:aws:sagemaker:us-east-1:000000000000:endpoint/workbench-breast-cancer",
        "EndpointStatus": "InService",
        "CreationTime": START,
        "LastModifiedTime": START,
        "EndpointConfigName": "x",
    }
    account.expect("sagemaker", "describe_endpoint", answer)
    names = alarms.guards(target=BENCH, endpoint="workbench-breast-cancer")
    assert alarms.ringing(target=BENCH, names=names) == [], "CloudWatch is not asked for all alarms"
    account.done()


def change(state: str, reason: str) -> dict[str, object]:
    told = {"version": "1.0", "newState": {"stateValue": state, "stateReason": reason}}
    return {"AlarmName": "a", "HistoryItemType": "StateUpdate", "HistoryData": json.dumps(told)}


def test_an_alarm_that_rang_and_ended_has_rung(account: Account) -> None:
    items = [change("OK", "over again"), change("ALARM", "0 of 20 rows")]
    asked = {"AlarmName": "a", "HistoryItemType": "StateUpdate", "StartDate": START}
    account.expect("cloudwatch", "describe_alarm_history", {"AlarmHistoryItems": items}, asked)
    told = {"AlarmName": "a", "AlarmDescription": "PredictedShare", "StateValue": "OK"}
    account.expect("cloudwatch", "describe_alarms", {"MetricAlarms": [told]})
    found = alarms.rang(target=BENCH, names=["a"], since=START)
    assert found == [alarms.Rang(name="a", watches="PredictedShare", reason="0 of 20 rows")]
    account.done()


def test_an_alarm_that_went_back_to_ok_has_not_rung(account: Account) -> None:
    account.expect("cloudwatch", "describe_alarm_history", {"AlarmHistoryItems": [change("OK", "over")]})
    assert alarms.rang(target=BENCH, names=["a"], since=START) == []
