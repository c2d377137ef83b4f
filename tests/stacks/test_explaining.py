"""Synth says why it took a machine, at the stack that it is for, and leaves every template as it is."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from config import Environment
from config.choice import explanations
from stacks.explaining import explain
from tests.config.machines import EKS, TEXT, loaded, on_cluster

NEED = {"need": {"gpu_memory_gib": 24}}
STACKS = ("Data", "Training", "TextTraining", "Serving-breast-cancer", "EksServing-reviews", "BatchQueue")


def infos(environment: Environment) -> dict[str, list[str]]:
    """Stack to what is said at it, of a Stage with empty stacks."""
    stage = cdk.Stage(cdk.App(analytics_reporting=False), "Here")
    stacks = [cdk.Stack(stage, name) for name in STACKS]
    explain(stage, config=environment)
    said = {
        stack.node.id: [entry.data for entry in stack.node.metadata if entry.type == "aws:cdk:info"]
        for stack in stacks
    }
    return {name: lines for name, lines in said.items() if lines}


@pytest.mark.parametrize(
    ("changes", "stack"),
    [
        ({"text_training": TEXT | NEED}, "TextTraining"),
        (
            {
                "text_training": TEXT | {"instance_type": "ml.g6.xlarge"},
                "batch_queue": {"accelerators": 1, **NEED},
            },
            "BatchQueue",
        ),
        ({"batch": {"need": {"vcpus": 4}}}, "Serving-breast-cancer"),
    ],
)
def test_a_choice_is_explained_at_its_stack(changes: dict[str, Any], stack: str) -> None:
    environment = loaded(**changes)
    (choice,) = explanations(environment)
    said = infos(environment)
    assert stack in said
    assert all(line.startswith(str(choice)) for lines in said.values() for line in lines)


def test_a_model_of_its_own_table_is_explained_at_its_own_stack() -> None:
    environment = Environment.model_validate(
        on_cluster(EKS | NEED | {"accelerators": 1, "container": "pytorch"})
    )
    assert list(infos(environment)) == ["EksServing-reviews"]


def test_a_choice_without_a_stack_of_its_own_is_explained_where_every_environment_has_one() -> None:
    stage = cdk.Stage(cdk.App(analytics_reporting=False), "Here")
    data = cdk.Stack(stage, "Data")
    explain(stage, config=loaded(text_training=TEXT | NEED))
    assert "aws:cdk:info" in [entry.type for entry in data.node.metadata]


def test_the_assembly_keeps_the_explanation_and_no_template_does(tmp_path: Path) -> None:
    app = cdk.App(analytics_reporting=False, outdir=str(tmp_path))
    stage = cdk.Stage(app, "Here")
    cdk.Stack(stage, "TextTraining")
    environment = loaded(text_training=TEXT | NEED)
    explain(stage, config=environment)
    app.synth()
    (choice,) = explanations(environment)
    texts = {path: path.read_text() for path in tmp_path.rglob("*.json")}
    having = [path.name for path, text in texts.items() if json.dumps(str(choice))[1:-1] in text]
    assert having
    assert not any("template" in name for name in having)


def test_explanations_are_the_same_every_time() -> None:
    one, other = (loaded(text_training=TEXT | NEED, batch={"need": {"vcpus": 4}}) for _ in range(2))
    assert explanations(one) == explanations(other)
    assert [choice.path for choice in explanations(one)] == ["text_training", "batch"]
