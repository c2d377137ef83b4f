"""The guard's stack: called each minute, told of every paid request, allowed its class alone, and watched."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import config
from config.catalog import instance_types
from spend_guard.report import Report
from spend_guard.settings import Settings
from spend_guard.telling import metric_line
from stacks.constructs.guard_prices import guard_prices
from tests.stacks.reading import Resource, Template, as_list, each

(ROSTER,) = config.load("classroom").classes
METERED = {"ai_text", "ai_images", "ai_chat", "ai_streams", "ai_documents", "digitize"}


@pytest.fixture
def shared(templates: dict[str, Template]) -> Template:
    return templates["Classroom-Class-demo"]


@pytest.fixture
def guard(shared: Template) -> Resource:
    functions = [one for _, one in each({"": shared}, "AWS::Lambda::Function")]
    (found,) = (one for one in functions if _package(one) == "spend_guard")
    return found


def _package(function: Resource) -> str:
    return str(function["Properties"]["Handler"]).partition("/")[0].partition(".")[0]


def _of_guard(shared: Template, type_: str) -> list[Resource]:
    found = [one for _, one in each({"": shared}, type_)]
    return [one for one in found if "/Guard/" in one["Metadata"]["aws:cdk:path"]]


def statements(shared: Template) -> list[dict[str, Any]]:
    policies = _of_guard(shared, "AWS::IAM::ManagedPolicy")
    found = [one["Properties"]["PolicyDocument"]["Statement"] for one in policies]
    return [statement for of_one in found for statement in of_one]


def test_its_variables_are_what_it_reads(guard: Resource) -> None:
    variables = guard["Properties"]["Environment"]["Variables"]
    ours = {name: value for name, value in variables.items() if name.startswith("LAB2API_")}
    read = Settings.from_environ({name: v if isinstance(v, str) else "x" for name, v in ours.items()})
    assert read.class_name == ROSTER.name
    assert set(read.prices.hourly) >= set(ROSTER.instance_types)
    assert read.prices.dearest >= max(read.prices.hourly.values())


def test_the_prices_of_sixty_types_fit_into_a_function() -> None:
    """Lambda quotas: 4 KB of variables in all."""
    types = tuple(sorted(instance_types(use="training", region="us-east-1")))[:60]
    roster = ROSTER.model_copy(update={"instance_types": types})
    assert len(guard_prices(config.load("classroom"), roster)) < 2_500


def test_it_is_called_each_minute_and_by_what_begins(shared: Template) -> None:
    rules = [one["Properties"] for one in _of_guard(shared, "AWS::Events::Rule")]
    kinds = [json.loads(rule["Targets"][0]["Input"])["kind"] for rule in rules]
    assert [rule["ScheduleExpression"] for rule in rules if "ScheduleExpression" in rule] == [
        "rate(1 minute)"
    ]
    assert sorted(kinds) == ["hint", "hint", "tick"]
    patterns = json.dumps([rule["EventPattern"] for rule in rules if "EventPattern" in rule])
    assert "AWS API Call via CloudTrail" in patterns
    assert "training-job/demo-" in patterns


def test_every_function_that_meters_is_listened_to(templates: dict[str, Template], shared: Template) -> None:
    """By its log group: who writes EstimatedUsd and is in no subscription spends without a limit."""
    filters = [one["Properties"] for one in _of_guard(shared, "AWS::Logs::SubscriptionFilter")]
    classroom = {name: one for name, one in templates.items() if name.startswith("Classroom-")}
    deployed = {_package(one) for _, one in each(classroom, "AWS::Lambda::Function")}
    assert deployed >= METERED
    assert len(filters) == len({json.dumps(one["LogGroupName"]) for one in filters}) == len(METERED)
    assert {one["FilterPattern"] for one in filters} == {"EstimatedUsd"}


def test_it_freezes_with_one_policy_and_roles_of_its_class_only(shared: Template) -> None:
    (statement,) = (one for one in statements(shared) if one.get("Sid") == "FreezeRoles")
    assert as_list(statement["Action"]) == ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
    assert "role/lab2api/classroom/demo/demo-*" in json.dumps(statement["Resource"])
    (policy,) = statement["Condition"]["ArnEquals"].values()
    assert policy["Ref"].startswith("Freeze")


def test_it_may_publish_to_an_encrypted_topic_and_read_who_is_frozen(shared: Template) -> None:
    allowed = {action for one in statements(shared) for action in as_list(one["Action"])}
    assert allowed >= {"sns:Publish", "kms:Decrypt", "kms:GenerateDataKey"}
    (statement,) = (one for one in statements(shared) if one.get("Sid") == "WhoIsFrozen")
    assert statement["Action"] == "iam:ListEntitiesForPolicy"
    assert statement["Resource"]["Ref"].startswith("Freeze"), "of one policy"


def test_it_makes_nothing_and_ends_only_what_is_named_like_its_class(shared: Template) -> None:
    actions = [(action, one) for one in statements(shared) for action in as_list(one["Action"])]
    assert {action for action, _ in actions if ":Create" in action} == {"logs:CreateLogStream"}
    ending = [(a, one) for a, one in actions if a.startswith(("sagemaker:Delete", "sagemaker:Stop"))]
    assert len(ending) == 7
    for action, statement in ending:
        assert "demo-*" in json.dumps(statement["Resource"]), action


def test_a_guard_that_does_not_run_raises_an_alarm(shared: Template) -> None:
    found = [one["Properties"] for one in _of_guard(shared, "AWS::CloudWatch::Alarm")]
    alarms = {alarm["MetricName"]: alarm for alarm in found}
    silent = alarms["Heartbeat"]
    assert (silent["TreatMissingData"], silent["ComparisonOperator"]) == ("breaching", "LessThanThreshold")
    assert (silent["Period"], silent["EvaluationPeriods"]) == (60, 3), "in three minutes, well before five"
    assert {"Unchecked", "NotStopped", "Failures", "Strangers", "Errors"} <= set(alarms)
    assert all(alarm["AlarmActions"] for alarm in found)


def test_the_alarms_look_at_metrics_that_the_guard_writes(shared: Template) -> None:
    told = metric_line(Report(), environment="classroom", class_name="demo", now=datetime.now(UTC))
    line = json.loads(told)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    ours = [one["Properties"] for one in _of_guard(shared, "AWS::CloudWatch::Alarm")]
    ours = [alarm for alarm in ours if alarm["Namespace"] == directive["Namespace"]]
    assert len(ours) == 5
    for alarm in ours:
        assert alarm["MetricName"] in {metric["Name"] for metric in directive["Metrics"]}
        dimensions = {one["Name"]: one["Value"] for one in alarm["Dimensions"]}
        assert dimensions == {name: line[name] for name in directive["Dimensions"][0]}
