"""The retraining machine itself, on the embedded AWS: however often the alarm rings, one training starts."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from config.drift import Drift
from stacks.constructs.drift_definition import REPORT_ITEM
from stacks.constructs.retraining_definition import LOCK_ITEM, Retraining, retraining_definition
from tests.local.conftest import Client

ROLE = "arn:aws:iam::000000000000:role/r"
WAIT_SECONDS = 30.0
FAIL = {"Name": "Say", "Type": "Fail", "Arguments": {"ErrorMessage": {"Get": "Parameters.DataKey"}}}


class Chain:
    """A table, a pipeline that only says its DataKey, and the machine between alarm and pipeline."""

    def __init__(self, client: Client, *, pipeline: bool = True, **changes: Any) -> None:
        self.client, self.name = client, f"retraining-{uuid.uuid4().hex[:8]}"
        drift = Drift.model_validate({"schedule": "rate(1 day)", "retraining": True, **changes})
        client("dynamodb").create_table(
            TableName=self.name,
            KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        definition = {
            "Version": "2020-12-01",
            "Parameters": [{"Name": "DataKey", "Type": "String"}],
            "Steps": [FAIL],
        }
        if pipeline:
            client("sagemaker").create_pipeline(
                PipelineName=self.name,
                PipelineDefinition=json.dumps(definition),
                RoleArn=ROLE,
                ClientRequestToken=uuid.uuid4().hex,
            )
        machine = retraining_definition(
            Retraining(drift=drift, model="m", table=self.name, pipeline=self.name, data_key="feedback/m/")
        )
        for state in machine["States"].values():
            for retry in state.get("Retry", []):
                retry["IntervalSeconds"] = 1
                retry["MaxAttempts"] = min(1, retry["MaxAttempts"])
        made = client("stepfunctions").create_state_machine(
            name=self.name, definition=json.dumps(machine), roleArn=ROLE
        )
        self.arn = made["stateMachineArn"]

    def ring(self, event: str | None = None) -> dict[str, Any]:
        """Start the machine with an alarm's event and return what its execution ended with."""
        states = self.client("stepfunctions")
        given = {"id": event or str(uuid.uuid4()), "detail": {"alarmName": "drift"}}
        arn = states.start_execution(stateMachineArn=self.arn, input=json.dumps(given))["executionArn"]
        return ended(self.client, arn)

    def executions(self) -> list[dict[str, Any]]:
        found = self.client("sagemaker").list_pipeline_executions(PipelineName=self.name)
        return list(found["PipelineExecutionSummaries"])

    def item(self, key: str = LOCK_ITEM) -> dict[str, Any]:
        found = self.client("dynamodb").get_item(TableName=self.name, Key={"Id": {"S": key}})
        return dict(found.get("Item", {}))


def ended(client: Client, arn: str) -> dict[str, Any]:
    deadline = time.monotonic() + WAIT_SECONDS
    while (found := client("stepfunctions").describe_execution(executionArn=arn))["status"] == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return dict(found) | {"said": json.loads(found.get("output") or "{}")}


def test_the_first_alarm_starts_the_pipeline_with_the_report_in_its_description(client: Client) -> None:
    chain = Chain(client)
    item = {"Id": REPORT_ITEM, "Report": "s3://b/drift/m/1/report.html", "Why": "4 of 9 features"}
    client("dynamodb").put_item(TableName=chain.name, Item={k: {"S": v} for k, v in item.items()})
    said = chain.ring()["said"]
    assert said["started"] is True
    found = client("sagemaker").describe_pipeline_execution(PipelineExecutionArn=said["execution"])
    assert "s3://b/drift/m/1/report.html" in found["PipelineExecutionDescription"]
    assert "4 of 9 features" in found["PipelineExecutionDescription"]
    given = client("sagemaker").list_pipeline_parameters_for_execution(PipelineExecutionArn=said["execution"])
    assert given["PipelineParameters"] == [{"Name": "DataKey", "Value": "feedback/m/"}]
    assert chain.item()["PipelineExecution"]["S"] == said["execution"]


def test_of_many_alarms_at_once_one_starts_and_the_others_say_why_not(client: Client) -> None:
    chain = Chain(client)
    with ThreadPoolExecutor(8) as pool:
        said = [each["said"] for each in pool.map(lambda _: chain.ring(), range(8))]
    assert sorted(each["started"] for each in said) == [False] * 7 + [True]
    assert all("cooling down until" in each["why"] for each in said if not each["started"])
    assert len(chain.executions()) == 1


def test_an_event_that_is_delivered_again_starts_nothing_at_once_or_after_the_cool_down(
    client: Client,
) -> None:
    chain, event = Chain(client, cool_down_hours=0.0001), str(uuid.uuid4())
    with ThreadPoolExecutor(4) as pool:
        said = [each["said"] for each in pool.map(lambda _: chain.ring(event), range(4))]
    time.sleep(0.5)
    again = chain.ring(event)["said"]
    assert sum(each["started"] for each in said) == 1
    assert again == {"started": False, "why": "this event has started a retraining already"}
    assert len(chain.executions()) == 1


def test_after_the_cool_down_another_alarm_starts_another_training(client: Client) -> None:
    chain = Chain(client, cool_down_hours=0.0001)
    first = chain.ring()["said"]
    time.sleep(0.5)
    assert (first["started"], chain.ring()["said"]["started"]) == (True, True)
    assert len(chain.executions()) == 2


def test_no_more_than_so_many_a_week_however_short_the_cool_down(client: Client) -> None:
    chain = Chain(client, cool_down_hours=0.00001, max_per_week=2)
    said = []
    for _ in range(4):
        said.append(chain.ring()["said"])
        time.sleep(0.2)
    assert [each["started"] for each in said] == [True, True, False, False]
    assert said[2]["why"] == "2 retrainings within a week have started already"
    assert chain.item()["LastRefusal"]["S"] == said[2]["why"]


def test_starts_of_an_earlier_week_do_not_count(client: Client) -> None:
    chain = Chain(client, max_per_week=1)
    old = str(int((time.time() - 8 * 86_400) * 1000))
    item = {"Id": {"S": LOCK_ITEM}, "Starts": {"L": [{"N": old}]}, "LastEvent": {"S": "old"}}
    client("dynamodb").put_item(TableName=chain.name, Item=item)
    assert chain.ring()["said"]["started"] is True


def test_a_start_that_fails_gives_its_right_back_and_says_so(client: Client) -> None:
    chain = Chain(client, pipeline=False)
    failed = chain.ring()
    assert failed["status"] == "FAILED"
    assert chain.item()["Starts"]["L"] == []
    assert "could not be started" in chain.item()["LastRefusal"]["S"]
    assert "cooling down" not in json.dumps(chain.ring()["said"])


@pytest.mark.parametrize("state", ["ALARM", "OK"])
def test_an_alarm_tells_eventbridge_and_only_its_way_into_alarm_starts_the_machine(
    client: Client, state: str
) -> None:
    chain = Chain(client)
    cloudwatch, events = client("cloudwatch"), client("events")
    cloudwatch.put_metric_alarm(
        AlarmName=chain.name,
        Namespace="n",
        MetricName=chain.name,
        Dimensions=[{"Name": "Model", "Value": "m"}],
        Statistic="Maximum",
        Period=10,
        EvaluationPeriods=1,
        Threshold=0.3,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
    )
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[chain.name])["MetricAlarms"]
    pattern = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "resources": [alarm["AlarmArn"]],
        "detail": {"state": {"value": [state]}},
    }
    events.put_rule(Name=chain.name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=chain.name, Targets=[{"Id": "m", "Arn": chain.arn, "RoleArn": ROLE}])
    cloudwatch.put_metric_data(
        Namespace="n",
        MetricData=[
            {"MetricName": chain.name, "Dimensions": [{"Name": "Model", "Value": "m"}], "Value": 0.5}
        ],
    )
    states, deadline = client("stepfunctions"), time.monotonic() + WAIT_SECONDS
    while not (found := states.list_executions(stateMachineArn=chain.arn)["executions"]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (only,) = found
    event = json.loads(ended(client, only["executionArn"])["input"])
    assert event["resources"] == [alarm["AlarmArn"]]
    assert event["detail"]["state"]["value"] == state
    assert event["detail"]["alarmName"] == chain.name
    (query,) = event["detail"]["configuration"]["metrics"]
    assert query["metricStat"] == {
        "metric": {"namespace": "n", "name": chain.name, "dimensions": {"Model": "m"}},
        "period": 10,
        "stat": "Maximum",
    }
    if state == "OK":
        assert event["detail"]["previousState"]["value"] in ("ALARM", "INSUFFICIENT_DATA")
