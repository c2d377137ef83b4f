"""`[serving]` and `[models.NAME.serving]`: how a model is hosted, behind one route and one OpenAPI."""

from typing import Annotated, Literal

from pydantic import Field

from config.deployment import BlueGreen, QueuedBlueGreen, Rolling
from config.instances import Cooldowns, OnInstances
from config.scaling import Autoscaling, Schedule
from config.types import Percentage, Section

Instances = Annotated[int, Field(ge=0, le=100)]


class Serverless(Section):
    """Pay per request; limits from the SageMaker guide, serverless endpoints.

    `provisioned_concurrency` keeps that many requests' worth warm, and costs while idle.
    """

    mode: Literal["serverless"]
    memory_mb: Annotated[int, Field(ge=1024, le=6144, multiple_of=1024)]
    max_concurrency: Annotated[int, Field(ge=1, le=200)]
    provisioned_concurrency: Annotated[int, Field(ge=1, le=200)] | None = None


class Shadow(Section):
    """A second model that gets copies of requests and whose answers nobody sees but the comparison.

    It runs on instances of the production variant's type, so that latencies compare.
    """

    sampling_percentage: Percentage
    instance_count: Annotated[int, Field(ge=1, le=100)] = 1


class RealTime(OnInstances):
    """Instances that are always on: the mode with data capture, shadow variants and multi-model hosting."""

    mode: Literal["realtime"]
    instance_count: Annotated[int, Field(ge=1, le=100)]
    data_capture_percentage: Percentage | None = None
    multi_model: bool = False
    deployment: BlueGreen = BlueGreen()
    autoscaling: Autoscaling | None = None
    shadow: Shadow | None = None
    schedule: Schedule | None = None


class Asynchronous(OnInstances, Cooldowns):
    """Requests wait in SageMaker's queue and are answered into S3; with `min_instances = 0` idle is free."""

    mode: Literal["async"]
    min_instances: Instances = 0
    max_instances: Annotated[int, Field(ge=1, le=100)]
    backlog_per_instance: Annotated[float, Field(gt=0)]
    invocations_at_once: Annotated[int, Field(ge=1, le=1_000)] = 4
    deployment: QueuedBlueGreen = QueuedBlueGreen()
    schedule: Schedule | None = None


class Component(OnInstances, Cooldowns):
    """Copies of the model on instances that come and go with them, down to none; the next request wakes one.

    Each copy gets `cpus` and `memory_mb` of an instance.
    """

    mode: Literal["component"]
    min_instances: Instances = 0
    max_instances: Annotated[int, Field(ge=1, le=100)]
    min_copies: Instances = 0
    max_copies: Annotated[int, Field(ge=1, le=100)]
    cpus: Annotated[float, Field(ge=0.25)]
    memory_mb: Annotated[int, Field(ge=128)]
    concurrency_per_copy: Annotated[float, Field(gt=0, le=1_000)]
    deployment: Rolling = Rolling()
    schedule: Schedule | None = None


class Mock(Section):
    """No endpoint at all: the API answers from the model card, for who builds a front end."""

    mode: Literal["mock"]


Serving = Annotated[
    Serverless | RealTime | Asynchronous | Component | Mock,
    Field(discriminator="mode"),
]

MODES: dict[str, type[Section]] = {
    "serverless": Serverless,
    "realtime": RealTime,
    "async": Asynchronous,
    "component": Component,
    "mock": Mock,
}
"""Each mode's settings, by the word in the TOML file."""


def modes_with(key: str) -> list[str]:
    """List the modes that have a setting of this name."""
    return [mode for mode, settings in MODES.items() if key in settings.model_fields]
