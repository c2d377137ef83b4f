"""The end of a class as it is declared: nothing is wiped before it is exported, and nothing ends unseen."""

import json
from typing import Any, get_args

import pytest

from sandbox_teardown import asked, stages
from sandbox_teardown.settings import PREFIX, Settings
from stacks.constructs.teardown_definition import STAGES, teardown_definition
from tests.stacks.reading import Resource, Template, below

NAME = "Classroom-Class-demo"
BESIDE = ("stop", "export", "reexport", "search")
"""Stages that wipe nothing."""
DEFINITION = teardown_definition(function="arn:aws:lambda:::function:x", task_seconds=930)
STUDENT: dict[str, Any] = DEFINITION["States"]["Each"]["ItemProcessor"]["States"]


@pytest.fixture
def template(templates: dict[str, Template]) -> Template:
    return templates[NAME]


def environment(function: Resource) -> dict[str, Any]:
    return dict(function["Properties"]["Environment"]["Variables"])


def reached() -> list[str]:
    """The tasks of a student's that succeed at once, in order."""
    path, name = [], "Claim"
    while name != "Done":
        path.append(name)
        name = STUDENT[name]["Next"]
        if STUDENT[name]["Type"] == "Choice":
            name = STUDENT[name]["Choices"][0]["Next"]
    return path


def test_the_machine_asks_for_what_the_function_knows() -> None:
    steps = {
        step
        for kind in (asked.Students, asked.Step, asked.Stage, asked.GiveUp)
        for step in get_args(kind.model_fields["step"].annotation)
    }
    text = json.dumps(DEFINITION)
    assert {step for step in steps if f'"step": "{step}"' in text} == steps - {"plan"}
    assert [one for one in STAGES if one not in BESIDE] == list(stages.STAGES)


def test_everything_is_exported_before_anything_is_wiped_and_searched_for_after_it() -> None:
    path = reached()
    assert path[:4] == ["Claim", "Shut", "Stop", "Export"]
    assert path.index("Jobs") < path.index("Reexport") < path.index("Objects")
    assert path[-2:] == ["Search", "Finish"]
    assert [name.lower() for name in path[2:-1]] == list(STAGES)


def test_every_failure_of_a_student_is_caught_and_stops_that_student_alone() -> None:
    tasks = {name for name, state in STUDENT.items() if state["Type"] == "Task"}
    caught = {name for name in tasks if STUDENT[name].get("Catch", [{}])[0].get("Next") == "GiveUp"}
    assert tasks - caught == {"GiveUp"}
    assert DEFINITION["States"]["Each"]["ToleratedFailurePercentage"] == 100
    assert DEFINITION["States"]["Each"]["Next"] == "Report"


def test_no_task_of_the_template_throws_its_input_away(template: Template) -> None:
    """CDK drops a null: a task whose answer is to be discarded must name a place for it."""
    machine = below(template, "Teardown", "AWS::StepFunctions::StateMachine")["Properties"]["Definition"]
    states = machine["States"]["Each"]["ItemProcessor"]["States"]
    tasks = [state for state in states.values() if state["Type"] == "Task"]
    assert tasks
    assert all(task["ResultPath"].startswith("$.") for task in tasks)


def test_what_is_not_clean_fails_the_execution_with_what_is_left() -> None:
    assert DEFINITION["States"]["Clean?"]["Default"] == "NotClean"
    assert DEFINITION["States"]["NotClean"] == {"Type": "Fail", "Error": "NotClean", "CausePath": "$.said"}


def test_a_class_ends_at_its_last_midnight_where_it_is_taught(template: Template) -> None:
    schedule = below(template, "Teardown", "AWS::Scheduler::Schedule")["Properties"]
    assert schedule["ScheduleExpression"] == "at(2035-07-01T00:00:00)"
    assert schedule["ScheduleExpressionTimezone"] == "Asia/Ho_Chi_Minh"
    assert json.loads(schedule["Target"]["Input"]) == {"students": []}


def test_the_variables_are_the_settings(template: Template) -> None:
    given = environment(below(template, "Teardown", "AWS::Lambda::Function"))
    ours = {name.removeprefix(PREFIX).lower() for name in given if name.startswith(PREFIX)}
    assert ours == set(Settings.model_fields)


def test_only_the_policy_that_denies_everything_may_be_attached(template: Template) -> None:
    statements = [
        statement
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
        and "/Teardown/" in resource["Metadata"]["aws:cdk:path"]
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if "iam:AttachRolePolicy" in statement["Action"]
    ]
    (one,) = statements
    assert one["Action"] == "iam:AttachRolePolicy"
    assert "AWSDenyAll" in json.dumps(one["Condition"]["ArnEquals"]["iam:PolicyARN"])


def test_it_may_delete_nothing_that_is_not_called_after_the_class(template: Template) -> None:
    for resource in template["Resources"].values():
        if (
            resource["Type"] != "AWS::IAM::ManagedPolicy"
            or "/Wiper" not in resource["Metadata"]["aws:cdk:path"]
        ):
            continue
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            if any(action.startswith(("sagemaker:Delete", "sagemaker:Stop", "iam:De")) for action in actions):
                for arn in (
                    statement["Resource"]
                    if isinstance(statement["Resource"], list)
                    else [statement["Resource"]]
                ):
                    assert json.dumps(arn).rstrip('"]}').endswith("/demo-*"), arn
