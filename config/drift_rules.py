"""What `[drift]` cannot go with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.drift import Drift
from config.instance_rules import unusable_type
from config.serving import RealTime

if TYPE_CHECKING:
    from config.models import Environment

FOLDERS_OF_OTHERS = ("batch/",)
"""Of the raw bucket: what is there has no target column, and is deleted after some days."""


def broken_drift(environment: Environment) -> Iterator[str]:
    """Yield why drift cannot be measured in this environment."""
    if (drift := environment.drift) is None or environment.training.model not in environment.models:
        return
    yield from _captured(environment)
    if environment.image != "own":
        yield (
            "drift: its job has no network, and AWS's container installs packages when it starts; "
            "set image to own, or remove [drift]"
        )
    yield from unusable_type(
        "drift.instance_type", drift.instance_type, use="processing", region=environment.region
    )
    yield from _retraining(drift)


def _captured(environment: Environment) -> Iterator[str]:
    model = environment.training.model
    serving = environment.serving_of(model)
    if not isinstance(serving, RealTime):
        yield (
            f"drift: [training] model {model} is hosted as {serving.mode}, of which SageMaker captures no "
            "data; host it as realtime with data_capture_percentage, or remove [drift]"
        )
    elif serving.data_capture_percentage is None:
        yield (
            f"drift: what {model} is asked is not captured; set data_capture_percentage where it is hosted, "
            "or remove [drift]"
        )
    elif serving.multi_model:
        yield (
            f"drift: {model} shares its endpoint with models of other columns; host it alone, "
            "or remove [drift]"
        )


def _retraining(drift: Drift) -> Iterator[str]:
    if drift.retraining_data and not drift.retraining:
        yield "drift.retraining_data: nothing reads it; set retraining to true, or remove it"
    if drift.retraining_data and drift.retraining_data.startswith(FOLDERS_OF_OTHERS):
        yield "drift.retraining_data: batch/ has rows without a target; take a folder such as feedback/"
