"""`[serving]` and `[models.NAME.serving]`: how a model is hosted, behind one route and one OpenAPI."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.accelerated import OnAccelerators
from config.deployment import BlueGreen, QueuedBlueGreen, Rolling
from config.ecs import Ecs
from config.eks import Eks
from config.instances import Cooldowns
from config.scaling import Autoscaling, Schedule
from config.types import ON_CLUSTERS, Percentage, Section

Instances = Annotated[int, Field(ge=0, le=100)]


class Serverless(Section):
    """Pay per request; limits from the SageMaker guide, serverless endpoints.

    `provisioned_concurrency` keeps that many requests' worth warm, and costs while idle.
    """

    mode: Literal["serverless"]
    compute: Literal["sagemaker"] = "sagemaker"
    memory_mb: Annotated[int, Field(ge=1024, le=6144, multiple_of=1024)]
    max_concurrency: Annotated[int, Field(ge=1, le=200)]
    provisioned_concurrency: Annotated[int, Field(ge=1, le=200)] | None = None


class Shadow(Section):
    """A second model that gets copies of requests and whose answers nobody sees but the comparison.

    It runs on instances of the production variant's type, so that latencies compare.
    """

    sampling_percentage: Percentage
    instance_count: Annotated[int, Field(ge=1, le=100)] = 1


class RealTime(OnAccelerators):
    """Instances that are always on: the mode with data capture, shadow variants and multi-model hosting."""

    mode: Literal["realtime"]
    compute: Literal["sagemaker"] = "sagemaker"
    instance_count: Annotated[int, Field(ge=1, le=100)]
    data_capture_percentage: Percentage | None = None
    multi_model: bool = False
    deployment: BlueGreen = BlueGreen()
    autoscaling: Autoscaling | None = None
    shadow: Shadow | None = None
    schedule: Schedule | None = None


class Asynchronous(OnAccelerators, Cooldowns):
    """Requests wait in SageMaker's queue and are answered into S3; with `min_instances = 0` idle is free."""

    mode: Literal["async"]
    compute: Literal["sagemaker"] = "sagemaker"
    min_instances: Instances = 0
    max_instances: Annotated[int, Field(ge=1, le=100)]
    backlog_per_instance: Annotated[float, Field(gt=0)]
    invocations_at_once: Annotated[int, Field(ge=1, le=1_000)] = 4
    deployment: QueuedBlueGreen = QueuedBlueGreen()
    schedule: Schedule | None = None


class Component(OnAccelerators, Cooldowns):
    """Copies of the model on instances that come and go with them, down to none; the next request wakes one.

    Each copy gets `cpus` and `memory_mb` of an instance.
    """

    mode: Literal["component"]
    compute: Literal["sagemaker"] = "sagemaker"
    min_instances: Instances = 0
    max_instances: Annotated[int, Field(ge=1, le=100)]
    min_copies: Instances = 0
    max_copies: Annotated[int, Field(ge=1, le=100)]
    cpus: Annotated[float, Field(ge=0.25)]
    memory_mb: Annotated[int, Field(ge=128)]
    accelerators: Annotated[int, Field(ge=1, le=16)] | None = None
    """Devices a copy gets: GPUs, or Neuron devices of two and more cores each."""
    concurrency_per_copy: Annotated[float, Field(gt=0, le=1_000)]
    deployment: Rolling = Rolling()
    schedule: Schedule | None = None


class Mock(Section):
    """No endpoint at all: the API answers from the model card, for who builds a front end."""

    mode: Literal["mock"]
    compute: Literal["sagemaker"] = "sagemaker"


def _with_mode(table: Any) -> Any:
    """Let `compute` alone name a cluster: only SageMaker has several modes."""
    if isinstance(table, dict) and "mode" not in table and table.get("compute") in ON_CLUSTERS:
        return table | {"mode": table["compute"]}
    return table


Serving = Annotated[
    Serverless | RealTime | Asynchronous | Component | Mock | Ecs | Eks,
    Field(discriminator="mode"),
    BeforeValidator(_with_mode),
]

OnSageMaker = RealTime | Asynchronous | Component
"""The modes on instances of SageMaker."""

MODES: dict[str, type[Section]] = {
    "serverless": Serverless,
    "realtime": RealTime,
    "async": Asynchronous,
    "component": Component,
    "mock": Mock,
    "ecs": Ecs,
    "eks": Eks,
}
"""Each mode's settings, by the word in the TOML file."""


def modes_with(key: str) -> list[str]:
    """List the modes that have a setting of this name."""
    return [mode for mode, settings in MODES.items() if key in settings.model_fields]
