"""AWS's containers, machine images and shares of devices go with the type, or are refused."""

from typing import Any

import pytest

from tests.config.machines import REALTIME, settings
from tests.config.test_choice import refusals

COPY = {
    "mode": "component", "cpus": 1, "memory_mb": 2048, "accelerators": 1, "max_instances": 2,
    "max_copies": 2, "concurrency_per_copy": 4,
}  # fmt: skip
OLDER = "al2-ami-sagemaker-inference-gpu-3-1"
GPU = "al2023-ami-sagemaker-inference-gpu-4-1"
NEURON = "al2-ami-sagemaker-inference-neuron-2"
M5 = {"instance_type": "ml.m5.large"}
G6 = {"accelerator": "g6.xlarge"}
INF2 = {"accelerator": "inf2.xlarge"}


def said(serving: dict[str, Any]) -> list[str]:
    return refusals(settings(serving=serving, drift=None))


@pytest.mark.parametrize(
    "serving",
    [
        REALTIME | G6 | {"container": "pytorch", "inference_ami_version": GPU},
        REALTIME | G6 | {"container": "lmi"},
        REALTIME | INF2 | {"container": "neuronx", "inference_ami_version": NEURON},
        REALTIME | {"accelerator": "trn1.2xlarge", "container": "neuronx"},
        COPY | G6 | {"container": "pytorch"},
        COPY | INF2 | {"container": "neuronx"},
    ],
)
def test_a_container_on_its_own_kind_of_chip_is_accepted(serving: dict[str, Any]) -> None:
    assert said(serving) == []


@pytest.mark.parametrize(
    ("serving", "line"),
    [
        (
            REALTIME | M5 | {"container": "pytorch"},
            (
                "container: pytorch runs on GPUs, which ml.m5.large has not; take ml.g6.xlarge, "
                "or another container"
            ),
        ),
        (
            REALTIME | INF2 | {"container": "lmi"},
            (
                "container: lmi runs on GPUs, which ml.inf2.xlarge has not; take ml.g6e.xlarge, "
                "or another container"
            ),
        ),
        (
            REALTIME | G6 | {"container": "neuronx"},
            (
                "container: neuronx runs on Inferentia2 and Trainium, which ml.g6.xlarge has not; take "
                "ml.inf2.xlarge, or another container"
            ),
        ),
        (
            REALTIME | M5 | {"inference_ami_version": GPU},
            f"inference_ami_version: SageMaker has no {GPU} for ml.m5.large; remove it",
        ),
        (
            REALTIME | INF2 | {"inference_ami_version": GPU},
            f"inference_ami_version: SageMaker has no {GPU} for ml.inf2.xlarge; take {NEURON}, or remove it",
        ),
        (
            COPY | G6 | {"accelerators": 2},
            "accelerators: ml.g6.xlarge has 1, and a copy cannot get this; lower it",
        ),
        (
            COPY | M5,
            "accelerators: ml.m5.large has 0, and a copy cannot get this; remove it, or take another type",
        ),
        (COPY | G6 | {"cpus": 5}, "cpus: ml.g6.xlarge has 4, and a copy cannot get this; lower it"),
        (
            COPY | G6 | {"container": "pytorch", "accelerators": None},
            "accelerators: is 0, so a copy sees no device of ml.g6.xlarge; set it to 1 or more",
        ),
        (
            COPY | G6 | {"memory_mb": 16_384},
            "memory_mb: ml.g6.xlarge has 16384, and a copy cannot get this; lower it",
        ),
        (
            REALTIME | {"instance_type": "ml.g7e.2xlarge", "container": "pytorch"},
            (
                "container: pytorch-inference has CUDA 12.4, ml.g7e.2xlarge needs 12.8; take ml.g6.xlarge, "
                "or lmi on SageMaker"
            ),
        ),
        (
            REALTIME | G6 | {"container": "lmi", "inference_ami_version": OLDER},
            (
                f"inference_ami_version: {OLDER} runs CUDA 12.4 at most, lmi needs 13.0; remove it, and the "
                "right one is taken"
            ),
        ),
        (
            REALTIME | G6 | {"multi_model": True, "data_capture_percentage": None, "container": "pytorch"},
            "multi_model: is for the environment's own image; remove it, or set container to own",
        ),
    ],
)
def test_what_the_type_has_nothing_for_is_refused(serving: dict[str, Any], line: str) -> None:
    assert said(serving) == [f"serving.{line}"]


def test_an_unknown_machine_image_is_refused_with_the_known_ones() -> None:
    (line,) = said(REALTIME | G6 | {"inference_ami_version": "al2-new"})
    assert line.startswith(
        "serving.inference_ami_version: SageMaker has no al2-new for ml.g6.xlarge; take al2-"
    )


def test_a_region_without_the_container_refuses_it_with_the_nearest_that_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("config.chip_container_rules.container_uri", lambda kind, region: None)
    (line,) = said(REALTIME | INF2 | {"container": "neuronx"})
    assert line.startswith(
        "serving.container: AWS publishes no neuronx-inference container in us-west-2; it does in us-"
    )
