"""`[models.NAME.serving]` with `compute = "eks"`: the image as a Deployment on an Auto Mode cluster."""

from typing import Annotated, Literal

from pydantic import Field

from config.on_cluster import OnCluster


class Eks(OnCluster):
    """Auto Mode brings nodes of the type that `accelerator` or `need` says, or general ones.

    Neuron is refused: its container would compile longer than a deploy to EKS can wait.
    """

    compute: Literal["eks"]
    mode: Literal["eks"] = "eks"
    min_replicas: Annotated[int, Field(ge=1, le=100)] = 1
    max_replicas: Annotated[int, Field(ge=1, le=100)]
    cpu_percent: Annotated[int, Field(ge=10, le=100)] = 60
    """Of what a pod asked for; above it the HorizontalPodAutoscaler adds pods."""
