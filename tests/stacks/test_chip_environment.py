"""A model on ECS or EKS with a chip is told to use it: else AWS's container would compute on the CPU."""

from typing import Any

import pytest

from config import Environment, RealTime
from stacks.constructs.accelerated_image import accelerated_environment, cluster_environment
from tests.config.machines import ECS, EKS, REALTIME, loaded, on_cluster

GPU = {"accelerator": "g6.xlarge", "accelerators": 1, "container": "pytorch"}
NEURON = {"accelerator": "inf2.24xlarge", "accelerators": 6, "container": "neuronx"}
MANAGED = ECS | {"launch": "managed-instances"}


def told(serving: dict[str, Any]) -> dict[str, str]:
    hosted = Environment.model_validate(on_cluster(serving)).serving_of("reviews")
    assert not isinstance(hosted, RealTime)
    return cluster_environment(hosted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("compute", "machine"),
    [(MANAGED, GPU), (MANAGED, NEURON), (EKS, GPU)],
    ids=["gpu-ecs", "neuron-ecs", "gpu-eks"],
)
def test_it_is_what_sagemaker_tells_on_a_whole_machine(
    compute: dict[str, Any], machine: dict[str, Any]
) -> None:
    like = {"accelerator": machine["accelerator"], "container": machine["container"]}
    endpoint = loaded(serving=REALTIME | like).serving
    assert isinstance(endpoint, RealTime)
    assert told(compute | machine) == accelerated_environment(endpoint)


def test_the_own_image_is_told_nothing() -> None:
    assert told(EKS) == told(ECS) == {}
