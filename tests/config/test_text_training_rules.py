"""Text training that SageMaker would refuse, or that would wait for ever, is refused with what to do."""

from typing import Any

import pytest

from config.text_training_rules import PLAN_TYPES
from tests.config.machines import TEXT, settings
from tests.config.test_choice import refusals

PLAN = "arn:aws:sagemaker:us-west-2:111122223333:training-plan/class"
G6 = TEXT | {"accelerator": "g6.xlarge"}
P5 = TEXT | {"accelerator": "p5.48xlarge"}
SPOT = {"max_wait_seconds": 7_200}


@pytest.mark.parametrize(
    "training",
    [
        G6,
        G6 | {"spot": SPOT},
        G6 | {"warm_pool_seconds": 600},
        P5 | {"instance_count": 2},
        TEXT | {"instance_type": "ml.m5.large"},
        TEXT | {"accelerator": "trn1.32xlarge", "instance_count": 2},
        P5 | {"training_plan": PLAN},
        TEXT | {"accelerator": "p5e.48xlarge", "training_plan": PLAN},
    ],
)
def test_training_on_chips_is_accepted(training: dict[str, Any]) -> None:
    assert refusals(settings(text_training=training)) == []


@pytest.mark.parametrize(
    ("training", "line"),
    [
        (G6 | {"model": "none"}, "model: none is not one of [models.*]: breast-cancer, reviews"),
        (
            G6 | {"model": "breast-cancer"},
            "model: [training] trains breast-cancer already; take another model",
        ),
        (
            G6 | {"spot": {"max_wait_seconds": 3_599}},
            "spot.max_wait_seconds: is below max_runtime_seconds, which it includes; raise it",
        ),
        (
            G6 | {"spot": SPOT, "warm_pool_seconds": 600},
            "warm_pool_seconds: spot keeps no warm pool; remove it, or [text_training.spot]",
        ),
        (
            P5 | {"spot": SPOT, "training_plan": PLAN},
            "training_plan: is paid for already, so no spot; remove [text_training.spot]",
        ),
        (
            G6 | {"training_plan": PLAN},
            "training_plan: no plan has ml.g6.xlarge; name the type of yours",
        ),
        (
            P5 | {"training_plan": PLAN.replace("us-west-2", "us-east-1")},
            "training_plan: is of us-east-1; take a plan of us-west-2",
        ),
        (
            P5 | {"training_plan": PLAN.replace("training-plan", "training-job")},
            "training_plan: is no plan's ARN (arn:aws:sagemaker:...:training-plan/...)",
        ),
        (
            TEXT | {"accelerator": "trn1.2xlarge", "instance_count": 2},
            (
                "instance_count: ml.trn1.2xlarge has no EFA, over which Neuron machines talk; set it to 1, "
                "or take trn1.32xlarge"
            ),
        ),
        (
            TEXT | {"instance_type": "ml.m7g.large"},
            "instance_type: ml.m7g is arm64, our images x86_64; take ml.m5.large",
        ),
    ],
)
def test_training_that_would_be_refused_is_refused_here(training: dict[str, Any], line: str) -> None:
    assert f"text_training.{line}" in refusals(settings(text_training=training))


def test_a_type_that_is_in_plans_only_is_refused_without_one() -> None:
    (line,) = refusals(settings(text_training=TEXT | {"accelerator": "p5e.48xlarge"}))
    assert line.startswith("text_training.accelerator: us-west-2 does not sell ml.p5e.48xlarge for training")


def test_data_is_prepared_on_a_type_that_is_sold_for_it() -> None:
    training = G6 | {"processing_instance_type": "ml.inf2.xlarge"}
    (line,) = refusals(settings(text_training=training))
    assert line.startswith("text_training.processing_instance_type: us-west-2 does not sell ml.inf2.xlarge")


def test_on_the_laptop_it_is_told_how_it_runs_there() -> None:
    said = [line for line in refusals(settings(text_training=G6, laptop=True)) if "text_training" in line]
    assert said == [
        (
            "text_training: its pipeline runs in AWS only; remove it, and run "
            "model_code/launch_text_training.py in .venv-torch"
        )
    ]


def test_types_of_plans_are_those_of_the_api() -> None:
    from botocore.session import Session

    shape = Session().get_service_model("sagemaker").shape_for("ReservedCapacityInstanceType")
    assert sorted(PLAN_TYPES) == sorted(shape.enum)
