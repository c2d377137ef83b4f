"""Sandboxes of classes that no environment has: without AWS Budgets, without a group, Canvas hidden."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

import config
from config import Environment
from config.roster import Roster, Student
from config.studio import Canvas
from stacks.constructs.sandbox import Sandbox
from stacks.constructs.sandbox_ground import SandboxGround
from tests.stacks.reading import Template, absent, only

ENVIRONMENT = config.load("classroom")
(ROSTER,) = ENVIRONMENT.classes
ALONE = Student(slug="dung")


def ground(environment: Environment, roster: Roster, **changed: Any) -> SandboxGround:
    values: dict[str, Any] = {
        "config": environment,
        "roster": roster,
        "domain_id": "d-abc",
        "key_arn": "arn:aws:kms:us-east-1:123456789012:key/k",
        "plan_id": "plan",
        "existing_role": "",
        "boundary": "arn:aws:iam::123456789012:policy/boundary",
        "policies": ("arn:aws:iam::123456789012:policy/access",),
        "freeze_policy": "arn:aws:iam::123456789012:policy/freeze",
        "lease_function": "arn:aws:lambda:us-east-1:123456789012:function:lease",
        "cleanup_function": "arn:aws:lambda:us-east-1:123456789012:function:cleanup",
        "alarm_topic": "arn:aws:sns:us-east-1:123456789012:alarms",
        "budget_role": None,
        "canvas": None,
    }
    return SandboxGround(**(values | changed))


def template(folder: Path, on: SandboxGround, student: Student = ALONE) -> Template:
    app = cdk.App(analytics_reporting=False, outdir=str(folder))
    stack = cdk.Stack(app, "Alone")
    Sandbox(stack, student.slug, ground=on, student=student)
    found: Template = app.synth().get_stack_by_name("Alone").template
    return found


def test_without_budgets_and_group_there_is_nothing_of_them(tmp_path: Path) -> None:
    found = template(tmp_path, ground(ENVIRONMENT, ROSTER))
    assert absent(found, "AWS::Budgets::Budget", "AWS::Budgets::BudgetsAction")
    tags = only(found, "AWS::IAM::Role")["Properties"]["Tags"]
    assert tags == [{"Key": "student", "Value": "demo-dung"}]
    assert only(found, "Custom::Lease")["Properties"]["Group"] == ""


def test_canvas_is_hidden_from_a_class_that_did_not_ask_for_it(tmp_path: Path) -> None:
    """Where the environment has it for others; what is denied, roles deny."""
    environment = ENVIRONMENT.model_copy(update={"canvas": Canvas()})
    found = template(tmp_path, ground(environment, ROSTER))
    settings = only(found, "AWS::SageMaker::UserProfile")["Properties"]["UserSettings"]
    assert settings["StudioWebPortalSettings"] == {"HiddenAppTypes": ["JupyterServer", "Canvas"]}


def test_a_region_without_the_chat_model_is_named(tmp_path: Path) -> None:
    roster = ROSTER.model_copy(update={"services": ("bedrock",)})
    environment = ENVIRONMENT.model_copy(update={"region": "sa-east-1"})
    with pytest.raises(ValueError, match="has no inference profile in sa-east-1"):
        template(tmp_path, ground(environment, roster))
