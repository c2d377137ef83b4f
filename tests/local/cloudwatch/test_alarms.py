"""What an alarm does when its state changes, in the running emulator and by a clock of ours."""

import json
from typing import Any

import pytest
from ministack.services import cloudwatch as emulated

from local.cloudwatch import alarms
from tests.local.cloudwatch.conftest import NOON, Keep
from tests.local.cloudwatch.test_alarm_state import alarm
from tests.local.conftest import Client
from tests.local.waiting import until


def test_actions_run_once_a_change_and_an_alarm_recovers_without_new_data(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr(
        emulated, "_dispatch_alarm_actions", lambda alarm, old, new, reason: seen.append((old, new))
    )
    kept = alarm()
    keep("m", 9)
    for after in (0, 1, 2, 61, 62):
        alarms.look_at(kept, clock=lambda after=after: NOON + after)
    assert seen == [("OK", "ALARM"), ("ALARM", "OK")]


def test_an_alarm_that_cannot_be_computed_keeps_its_state_and_shows_the_reason(keep: Keep) -> None:
    keep("m", 9)
    kept = alarm(Statistic="tm99")
    alarms.look_at(kept, clock=lambda: NOON)
    assert (kept["StateValue"], kept["EvaluationState"]) == ("OK", "EVALUATION_ERROR")
    assert "tm99" in kept["StateReason"]
    kept["Statistic"] = "Sum"
    alarms.look_at(kept, clock=lambda: NOON)
    assert (kept["StateValue"], "EvaluationState" in kept) == ("ALARM", False)


def test_one_broken_alarm_keeps_no_other_from_being_looked_at(keep: Keep) -> None:
    keep("m", 9)
    emulated._alarms["broken"] = alarm(AlarmName="broken", EvaluationPeriods="x")
    emulated._alarms["whole"] = alarm(AlarmName="whole")
    alarms.look_at_all(clock=lambda: NOON)
    assert emulated._alarms["whole"]["StateValue"] == "ALARM"


def wait_for(client: Client, name: str, state: str) -> dict[str, Any]:
    def described() -> dict[str, Any] | None:
        found = client("cloudwatch").describe_alarms(
            AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        (alarm,) = [*found["MetricAlarms"], *found["CompositeAlarms"]]
        return alarm if alarm["StateValue"] == state else None

    return until(described, f"{state} of {name}")


def test_a_math_alarm_its_composite_and_its_topic_work_on_the_wire(client: Client) -> None:
    cloudwatch, sns, sqs = client("cloudwatch"), client("sns"), client("sqs")
    topic = sns.create_topic(Name="watched")["TopicArn"]
    queue = sqs.create_queue(QueueName="watched")["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:000000000000:watched")
    # As short as AWS takes it, and long enough that nobody misses the alarm in it.
    named = {"Metric": {"Namespace": "wire", "MetricName": "m"}, "Period": 10, "Stat": "Sum"}
    cloudwatch.put_metric_alarm(
        AlarmName="wire",
        Metrics=[
            {"Id": "e", "Expression": "FILL(m, 0) * 2", "ReturnData": True},
            {"Id": "m", "MetricStat": named, "ReturnData": False},
        ],
        EvaluationPeriods=1,
        Threshold=4,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )
    cloudwatch.put_composite_alarm(AlarmName="wires", AlarmRule="ALARM(wire)", AlarmActions=[topic])
    wait_for(client, "wire", "OK")
    cloudwatch.put_metric_data(Namespace="wire", MetricData=[{"MetricName": "m", "Value": 3}])
    described = wait_for(client, "wire", "ALARM")
    assert [query["Id"] for query in described["Metrics"]] == ["e", "m"]
    assert "MetricName" not in described
    wait_for(client, "wires", "ALARM")
    (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"]
    assert json.loads(json.loads(message["Body"])["Message"])["AlarmName"] == "wires"
    # Nobody writes another value: the window moves on and the alarm, and what hangs on it, are OK again.
    wait_for(client, "wire", "OK")
    wait_for(client, "wires", "OK")


def test_a_look_that_takes_long_is_followed_by_a_longer_rest_but_not_by_a_late_look() -> None:
    assert alarms.pause(0.0) == alarms.PAUSE_SECONDS
    assert alarms.pause(0.25) == alarms.REST * 0.25
    assert alarms.pause(60.0) == alarms.EVERY_SECONDS
