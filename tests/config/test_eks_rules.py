"""A model on EKS whose pods could not come up is refused when the settings are read, with what to do."""

from typing import Any

import pytest

from tests.config.machines import EKS, on_cluster
from tests.config.test_choice import refusals

TABLE = "models.reviews.serving"
ON_GPU = EKS | {"accelerator": "g6.xlarge", "accelerators": 1, "container": "pytorch"}
NOT_OURS = "accelerator: our containers are for x86_64 and Inferentia2 or later, not for"


@pytest.mark.parametrize("serving", [EKS, ON_GPU])
def test_what_can_come_up_is_taken(serving: dict[str, Any]) -> None:
    assert refusals(on_cluster(serving)) == []


@pytest.mark.parametrize(
    ("serving", "line"),
    [
        (EKS | {"min_replicas": 4}, "min_replicas: is above max_replicas; swap them"),
        (
            EKS | {"accelerators": 1},
            'accelerators: of which type? add accelerator = "g6.xlarge" or need, or remove it',
        ),
        (ON_GPU | {"accelerators": 2}, "accelerators: g6.xlarge has 1, and a pod cannot get this; lower it"),
        (
            ON_GPU | {"accelerators": 0},
            "accelerators: is 0, so a pod sees no device of g6.xlarge; set it to 1 or more",
        ),
        (
            EKS | {"accelerator": "m5.large", "accelerators": 1},
            "accelerators: m5.large has 0, and a pod cannot get this; remove it, or take another type",
        ),
        (
            ON_GPU | {"container": "own"},
            (
                "container: own computes on CPUs, not on what g6.xlarge has; take pytorch, or a type "
                "without accelerators"
            ),
        ),
        (
            EKS | {"container": "pytorch"},
            "container: pytorch is for accelerators; name one, or set it to own",
        ),
        (ON_GPU | {"cpus": 4}, "cpus: g6.xlarge has 4, and a pod cannot get this; lower it"),
        (
            ON_GPU | {"memory_mb": 16_384},
            "memory_mb: g6.xlarge has 16384, and a pod cannot get this; lower it",
        ),
        (ON_GPU | {"accelerator": "g5g.xlarge"}, f"{NOT_OURS} g5g.xlarge; take g6.xlarge"),
        (
            ON_GPU | {"accelerator": "g7e.2xlarge"},
            (
                "container: pytorch-inference has CUDA 12.4, g7e.2xlarge needs 12.8; take g6.xlarge, or "
                "lmi on SageMaker"
            ),
        ),
    ],
)
def test_a_pod_that_could_not_run_is_refused_once(serving: dict[str, Any], line: str) -> None:
    assert refusals(on_cluster(serving)) == [f"{TABLE}.{line}"]


def test_a_machine_that_is_misspelt_is_told_what_it_may_be() -> None:
    (line,) = refusals(on_cluster(ON_GPU | {"accelerator": "g6.xlarg"}))
    assert line.startswith(f"{TABLE}.accelerator: us-west-2 does not sell g6.xlarg on EC2; ")
    assert "did you mean g6.xlarge" in line


def test_a_machine_that_ec2_does_not_sell_there_is_refused_with_what_it_sells() -> None:
    (line,) = refusals(on_cluster(ON_GPU, region="ap-southeast-1"))
    assert line.startswith(
        f"{TABLE}.accelerator: ap-southeast-1 does not sell g6.xlarge on EC2; it does sell g4dn.xlarge, "
    )
    assert "; g6.xlarge is sold in ap-northeast-1, " in line
