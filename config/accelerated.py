"""What modes on instances say of accelerators: which container, on which host, for how long it may start."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.chip_containers import SERVING
from config.deep_learning_containers import Kind
from config.inference_amis import suited
from config.instances import OnInstances

Container = Literal["own", "pytorch", "neuronx", "lmi"]
"""The environment's image, or AWS's container: PyTorch on GPUs, Neuron, or large language models."""
AmiVersion = Annotated[str, StringConstraints(pattern=r"^al2[a-z0-9-]*$")]
ReservationArn = Annotated[
    str,
    StringConstraints(
        pattern=r"^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:[a-z0-9-]{1,14}/\S+$", max_length=258
    ),
]
Seconds = Annotated[int, Field(ge=60, le=3_600)]
"""Limits of ProductionVariant and InferenceComponentStartupParameters (API reference)."""

STARTUP_SECONDS = {"pytorch": 600, "neuronx": 3_600, "lmi": 1_800}
"""Neuron compiles the network when it starts; vLLM reads all weights and captures its graphs."""
DOWNLOAD_SECONDS = {"lmi": 3_600}


class OnAccelerators(OnInstances):
    """`capacity_reservation` is one you bought: with it instances start there and nowhere else.

    Left out, host and times are what the container needs; with the environment's own image, SageMaker's.
    """

    container: Container = "own"
    inference_ami_version: AmiVersion | None = None
    capacity_reservation: ReservationArn | None = None
    startup_seconds: Seconds | None = None
    download_seconds: Seconds | None = None

    @property
    def kind(self) -> Kind | None:
        """The container's name in the catalog, None for the environment's own image."""
        return SERVING.get(self.container)

    @property
    def ami(self) -> str | None:
        """The host's machine image, None where SageMaker chooses."""
        return self.inference_ami_version or (suited(self.container) if self.accelerated else None)

    @property
    def startup(self) -> int | None:
        """Seconds until the container answers its first ping, None for SageMaker's default."""
        return self.startup_seconds or STARTUP_SECONDS.get(self.container)

    @property
    def download(self) -> int | None:
        """Seconds for the model to arrive, None for SageMaker's default."""
        return self.download_seconds or DOWNLOAD_SECONDS.get(self.container)
