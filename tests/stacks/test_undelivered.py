"""No event is lost: what a rule could not deliver waits in a queue of ours, and a person is told."""

import json

import pytest

import config
from tests.stacks.reading import Template, absent, each

NAMES = ("Autopilot", "Drift", "Lifecycle", "Training")
RULED = [
    f"{one.name.capitalize()}-{name}"
    for one in config.load_all()
    if one.watch.alarms
    for name, there in zip(
        NAMES, (one.autopilot, one.drift and one.drift.retraining, one.lifecycle, one.training), strict=True
    )
    if there
]


@pytest.mark.parametrize("name", RULED)
def test_every_queue_of_a_rule_rings_where_alarms_are_on(name: str, templates: dict[str, Template]) -> None:
    template = templates[name]
    rules = each({"": template}, "AWS::Events::Rule")
    alarms = json.dumps(
        [
            one["Properties"]["Metrics"]
            for _, one in each({"": template}, "AWS::CloudWatch::Alarm")
            if "Metrics" in one["Properties"] and one["Properties"]["AlarmActions"]
        ]
    )
    for where, rule in rules:
        (target,) = rule["Properties"]["Targets"]
        queue, _ = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"]
        assert queue in alarms, where
        assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 10}


@pytest.mark.parametrize("name", RULED)
def test_only_our_own_rules_write_into_the_queue(name: str, templates: dict[str, Template]) -> None:
    template = templates[name]
    rules = {where.rpartition("/")[2] for where, _ in each({"": template}, "AWS::Events::Rule")}
    statements = [
        statement
        for _, policy in each({"": template}, "AWS::SQS::QueuePolicy")
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    sources = {one["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::GetAtt"][0] for one in statements}
    assert sources == rules


def test_where_alarms_are_off_no_queue_rings(templates: dict[str, Template]) -> None:
    for one in config.load_all():
        if not one.watch.alarms:
            assert absent(templates[f"{one.name.capitalize()}-Training"], "AWS::CloudWatch::Alarm")
