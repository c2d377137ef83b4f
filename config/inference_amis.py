"""What SageMaker's hosts bring along, by the name of their machine image: the drivers under a container.

Source: API reference, ProductionVariant, InferenceAmiVersion (botocore 1.43 has the same list).
"""

from typing import Literal, NamedTuple

from config.chip_containers import RUNS_ON, SERVING
from config.deep_learning_containers import cuda_version


class Ami(NamedTuple):
    """The accelerator it is for, and the newest CUDA its NVIDIA driver runs; none for Neuron."""

    kind: Literal["gpu", "neuron"]
    cuda: tuple[int, int] | None = None


AMIS = {
    "al2-ami-sagemaker-inference-gpu-2": Ami("gpu", (12, 2)),
    "al2-ami-sagemaker-inference-gpu-2-1": Ami("gpu", (12, 2)),
    "al2-ami-sagemaker-inference-gpu-3-1": Ami("gpu", (12, 4)),
    "al2023-ami-sagemaker-inference-gpu-4-1": Ami("gpu", (13, 0)),
    "al2-ami-sagemaker-inference-neuron-2": Ami("neuron"),
}
"""The oldest of each kind first."""


def suited(container: str) -> str | None:
    """Return the oldest with which AWS's container runs, None for the environment's own image.

    Without one Inferentia2 gets Neuron driver 2.10, too old for any container of today
    (https://github.com/awslabs/llm-hosting-container/pull/156). That the newest Neuron container runs on the
    driver of `neuron-2`, 2.19, is not verified: AWS publishes no newer image.
    """
    if (kind := SERVING.get(container)) is None:
        return None
    needed = cuda_version(kind)
    fitting = (name for name, ami in AMIS.items() if ami.kind == RUNS_ON[container])
    return next((name for name in fitting if needed is None or (AMIS[name].cuda or needed) >= needed), None)
