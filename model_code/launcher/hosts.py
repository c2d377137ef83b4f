"""The machines of one job: how many, which of them this is, and where the first one listens."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

RESOURCES = "input/config/resourceconfig.json"
"""https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html"""


class Hosts(BaseModel):
    """`rank` counts from 0; `first` is the address of host 0; `interface` is known on SageMaker only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: Annotated[int, Field(ge=1)] = 1
    rank: Annotated[int, Field(ge=0)] = 0
    first: str = "localhost"
    interface: str | None = None

    @classmethod
    def of_job(cls, *, base: Path, environment: Mapping[str, str]) -> Self:
        """Ask SageMaker's file, then the variables of AWS Batch, then ours; without any it is one host."""
        if (base / RESOURCES).is_file():
            return cls._of_sagemaker(json.loads((base / RESOURCES).read_text(encoding="utf-8")))
        if "AWS_BATCH_JOB_NUM_NODES" in environment:
            return cls._of_batch(environment)
        if "LAB2API_HOSTS" in environment:
            return cls._of_kubernetes(environment)
        return cls()

    @classmethod
    def _of_sagemaker(cls, resources: Mapping[str, object]) -> Self:
        """Rank hosts by name, as all of them read the same list: `algo-1` is first."""
        named = resources["hosts"]
        hosts = sorted(str(host) for host in named) if isinstance(named, list) else []
        interface = resources.get("network_interface_name")
        return cls(
            count=len(hosts),
            rank=hosts.index(str(resources["current_host"])),
            first=hosts[0],
            interface=str(interface) if interface else None,
        )

    @classmethod
    def _of_batch(cls, environment: Mapping[str, str]) -> Self:
        """Read a multi-node job's variables; the main node, host 0, is not told its own address.

        https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html
        """
        return cls(
            count=int(environment["AWS_BATCH_JOB_NUM_NODES"]),
            rank=int(environment["AWS_BATCH_JOB_NODE_INDEX"]),
            first=environment.get("AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS", "localhost"),
        )

    @classmethod
    def _of_kubernetes(cls, environment: Mapping[str, str]) -> Self:
        """Read an Indexed Job's index; LAB2API_HOSTS and LAB2API_FIRST_HOST come with the manifest.

        https://kubernetes.io/docs/tasks/job/job-with-pod-to-pod-communication/
        """
        return cls(
            count=int(environment["LAB2API_HOSTS"]),
            rank=int(environment.get("JOB_COMPLETION_INDEX", "0")),
            first=environment.get("LAB2API_FIRST_HOST", "localhost"),
        )
