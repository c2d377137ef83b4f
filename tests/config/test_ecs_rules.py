"""A model on ECS whose tasks would never be placed, or find no device, is refused with what to do."""

from typing import Any

import pytest

from config import Ecs, Environment
from tests.config.machines import ECS, on_cluster
from tests.config.test_choice import refusals

MANAGED = ECS | {"launch": "managed-instances"}
ON_GPU = MANAGED | {"accelerator": "g6.xlarge", "accelerators": 1, "container": "pytorch"}
ON_NEURON = ON_GPU | {"accelerator": "inf2.24xlarge", "accelerators": 6, "container": "neuronx"}
ON_CPUS = MANAGED | {"accelerator": "m5.large"}
NEED = {"need": {"gpu_memory_gib": 24}}


def test_compute_alone_names_a_cluster() -> None:
    assert "mode" not in ECS
    assert isinstance(Environment.model_validate(on_cluster(ECS)).serving_of("reviews"), Ecs)


@pytest.mark.parametrize("serving", [ECS, ON_GPU, ON_NEURON, ON_CPUS, ON_GPU | NEED | {"accelerator": None}])
def test_a_model_on_ecs_is_accepted(serving: dict[str, Any]) -> None:
    assert refusals(on_cluster(serving)) == []


@pytest.mark.parametrize(
    ("serving", "line"),
    [
        (ECS | {"min_tasks": 3}, "min_tasks: is above max_tasks; swap them"),
        (ECS | {"cpus": 3}, "cpus: Fargate has no 3; take one of 0.25, 0.5, 1, 2, 4, 8, 16, 32"),
        (ECS | {"memory_mb": 3000}, "memory_mb: Fargate has no 3000 with 1 vCPUs; take 2048 or 3072"),
        (
            MANAGED,
            (
                'accelerator: is missing; managed instances need accelerator = "g6.xlarge" or need; add one, '
                "or set launch to fargate"
            ),
        ),
        (
            ON_GPU | {"accelerators": 0},
            "accelerators: is 0, so a task sees no device of g6.xlarge; set it to 1 or more",
        ),
        (
            ON_GPU | {"accelerators": 2},
            "accelerators: g6.xlarge has 1, and a task cannot get this; lower it",
        ),
        (
            ON_CPUS | {"accelerators": 1},
            "accelerators: m5.large has 0, and a task cannot get this; remove it, or take another type",
        ),
        (ON_GPU | {"cpus": 5}, "cpus: g6.xlarge has 4, and a task cannot get this; lower it"),
        (
            ON_NEURON | {"accelerators": 1},
            "accelerators: ECS gives a task all Neuron devices or none; set it to 6",
        ),
        (
            ON_GPU | {"container": "own"},
            (
                "container: own computes on CPUs, not on what g6.xlarge has; take pytorch, or a type "
                "without accelerators"
            ),
        ),
        (
            ON_NEURON | {"container": "own"},
            (
                "container: own computes on CPUs, not on what inf2.24xlarge has; take neuronx, or a type "
                "without accelerators"
            ),
        ),
        (
            ON_CPUS | {"container": "pytorch"},
            "container: pytorch runs on GPUs, which m5.large has not; take g6.xlarge, or another container",
        ),
        (
            ON_GPU | {"container": "neuronx"},
            (
                "container: neuronx runs on Inferentia2 and Trainium, which g6.xlarge has not; take "
                "inf2.xlarge, or another container"
            ),
        ),
        (
            ON_GPU | {"accelerator": "g7e.2xlarge"},
            (
                "container: pytorch-inference has CUDA 12.4, g7e.2xlarge needs 12.8; take g6.xlarge, or lmi "
                "on SageMaker"
            ),
        ),
    ],
)
def test_a_task_that_could_not_run_is_refused_once(serving: dict[str, Any], line: str) -> None:
    assert refusals(on_cluster(serving)) == [f"models.reviews.serving.{line}"]


@pytest.mark.parametrize(
    ("asked", "key", "them"),
    [
        ({"accelerator": "g6.xlarge"}, "accelerator", "it"),
        (NEED, "need", "it"),
        ({"accelerators": 1}, "accelerators", "it"),
        ({"container": "pytorch"}, "container", "it"),
        ({"accelerators": 1, "container": "pytorch"}, "accelerators", "accelerators and container"),
    ],
)
def test_fargate_has_no_accelerators_which_is_said_once(asked: dict[str, Any], key: str, them: str) -> None:
    (line,) = refusals(on_cluster(ECS | asked))
    said = "Fargate has no accelerators; set launch to managed-instances, or remove"
    assert line == f"models.reviews.serving.{key}: {said} {them}"


def test_a_region_without_awss_container_is_refused_with_the_nearest_that_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("config.chip_container_rules.container_uri", lambda kind, region: None)
    (line,) = refusals(on_cluster(ON_GPU))
    said = "container: AWS publishes no pytorch-inference container in us-west-2; it does in us-"
    assert line.startswith(f"models.reviews.serving.{said}")
