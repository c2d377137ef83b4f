"""What `[text_training]` asks for that SageMaker would refuse, or that no machine has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.chip_container_rules import unpublished_container
from config.instance_rules import unusable_type
from config.machine import machine_of
from config.text_training import TextTraining

if TYPE_CHECKING:
    from config.models import Environment

PLAN = re.compile(r"arn:aws[a-z-]*:sagemaker:(?P<region>[a-z0-9-]+):\d{12}:training-plan/\S+")
PLAN_TYPES = (
    "ml.p4d.24xlarge", "ml.p4de.24xlarge", "ml.p5.4xlarge", "ml.p5.48xlarge", "ml.p5e.48xlarge",
    "ml.p5en.48xlarge", "ml.p6-b200.48xlarge", "ml.p6-b300.48xlarge", "ml.p6e-gb200.36xlarge",
    "ml.trn1.32xlarge", "ml.trn2.48xlarge",
)  # fmt: skip
"""API reference, SearchTrainingPlanOfferings InstanceType."""


def broken_text_training(environment: Environment) -> Iterator[str]:
    """Yield what is wrong with `[text_training]`, where there is one."""
    if (training := environment.text_training) is None:
        return
    if environment.laptop:
        yield (
            "text_training: its pipeline runs in AWS only; remove it, and run "
            "model_code/launch_text_training.py in .venv-torch"
        )
    yield from _model(training, environment)
    yield from unpublished_container("text_training", training.container, region=environment.region)
    yield from _machines(training, region=environment.region)
    yield from _many(training, region=environment.region)
    yield from _spot(training)
    yield from _plan(training, region=environment.region)


def _model(training: TextTraining, environment: Environment) -> Iterator[str]:
    if training.model not in environment.models:
        known = ", ".join(environment.models)
        yield f"text_training.model: {training.model} is not one of [models.*]: {known}"
    elif training.model == environment.training.model:
        yield f"text_training.model: [training] trains {training.model} already; take another model"


def _machines(training: TextTraining, *, region: str) -> Iterator[str]:
    key, wanted = f"text_training.{training.named_by}", training.instance_type
    # What a plan reserves need not be sold on demand.
    if not (training.training_plan and wanted in PLAN_TYPES):
        yield from unusable_type(key, wanted, use="training", region=region)
    yield from unusable_type(
        "text_training.processing_instance_type",
        training.processing_instance_type,
        use="processing",
        region=region,
    )


def _many(training: TextTraining, *, region: str) -> Iterator[str]:
    """Refuse many Neuron machines without EFA; on GPUs they are slow, which the explanation says.

    AWS Neuron guide, Trn1 multi-node: the collectives between instances run over EFA.
    """
    machine = machine_of(training.instance_type, use="training", region=region)
    if machine is None or machine.accelerator is None or training.instance_count == 1:
        return
    if machine.accelerator.kind == "neuron" and not machine.hardware.efa:
        yield (
            f"text_training.instance_count: {machine.name} has no EFA, over which Neuron machines talk; "
            "set it to 1, or take trn1.32xlarge"
        )


def _spot(training: TextTraining) -> Iterator[str]:
    if (spot := training.spot) is None:
        return
    if spot.max_wait_seconds < training.max_runtime_seconds:
        # API reference, StoppingCondition MaxWaitTimeInSeconds.
        yield "text_training.spot.max_wait_seconds: is below max_runtime_seconds, which it includes; raise it"
    if training.warm_pool_seconds:
        # SageMaker guide, managed warm pools, considerations.
        yield "text_training.warm_pool_seconds: spot keeps no warm pool; remove it, or [text_training.spot]"


def _plan(training: TextTraining, *, region: str) -> Iterator[str]:
    if (plan := training.training_plan) is None:
        return
    if training.spot:
        yield "text_training.training_plan: is paid for already, so no spot; remove [text_training.spot]"
    if training.instance_type not in PLAN_TYPES:
        yield f"text_training.training_plan: no plan has {training.instance_type}; name the type of yours"
    if (arn := PLAN.fullmatch(plan)) is None:
        yield "text_training.training_plan: is no plan's ARN (arn:aws:sagemaker:...:training-plan/...)"
    elif arn["region"] != region:
        yield f"text_training.training_plan: is of {arn['region']}; take a plan of {region}"
