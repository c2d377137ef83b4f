"""What no machine would ever hold, or no deploy wait for, is refused when the settings are read."""

from typing import Any

import pytest

from tests.config.machines import EKS, on_cluster, settings
from tests.config.test_choice import refusals

COPY = {
    "mode": "component", "accelerator": "g6.xlarge", "container": "pytorch", "cpus": 1, "memory_mb": 2048,
    "accelerators": 1, "max_instances": 2, "concurrency_per_copy": 4,
}  # fmt: skip


@pytest.mark.parametrize(
    ("copies", "more", "lines"),
    [
        (2, {}, []),
        (3, {}, ["max_copies: 3 copies of 1 devices do not fit on max_instances = 2 of ml.g6.xlarge"]),
        (8, {"accelerator": "g6.12xlarge"}, []),
        (5, {"accelerator": "g6.12xlarge", "accelerators": 2}, ["lower it to 4, or raise max_instances"]),
    ],
)
def test_there_are_no_more_copies_than_devices_for_them(
    copies: int, more: dict[str, Any], lines: list[str]
) -> None:
    found = refusals(settings(serving=COPY | {"max_copies": copies} | more, drift=None))
    assert len(found) == len(lines)
    assert all(words in line for words, line in zip(lines, found, strict=True))


@pytest.mark.parametrize("machine", ["inf1.xlarge", "inf2.xlarge", "trn1.2xlarge"])
def test_neuron_on_eks_is_refused_as_its_pods_would_compile_longer_than_a_deploy_waits(machine: str) -> None:
    serving = EKS | {"accelerator": machine, "accelerators": 1, "container": "neuronx"}
    (line,) = refusals(on_cluster(serving))
    assert line.startswith("models.reviews.serving.accelerator: Neuron compiles the model as a pod starts")
    assert 'set compute to "ecs"' in line
