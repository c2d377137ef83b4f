"""The serving container's environment, in SageMaker's own variable names.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

MEBIBYTE = 1024 * 1024


class ServingSettings(BaseModel):
    """Where to listen, what to load and how much to accept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "0.0.0.0"  # noqa: S104  the container's only network is SageMaker's
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    base: Path = Path("/opt/ml")
    workers: Annotated[int, Field(ge=1, le=256)] = 1
    model_version: Annotated[str, Field(pattern=r"^[\w.:/-]{1,128}$")] | None = None
    """Told in every answer, so that a caller knows which model answered while a new one takes over."""
    max_request_mebibytes: Annotated[int, Field(ge=1, le=100)] = 6
    """InvokeEndpoint's Body takes at most 6,291,456 bytes (botocore's sagemaker-runtime model)."""

    multi_model: bool = False
    """Whether SageMaker loads models by the multi-model contract, instead of placing one before the start."""
    most_models: Annotated[int, Field(ge=1, le=1000)] = 100
    """Models in memory at once; a table's model takes about a megabyte."""

    @property
    def model_directory(self) -> Path:
        """Where SageMaker unpacks model.tar.gz."""
        return self.base / "model"

    @property
    def max_body_bytes(self) -> int:
        """The largest request body that is read, in bytes."""
        return self.max_request_mebibytes * MEBIBYTE

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the variables; raises pydantic's ValidationError naming the setting."""
        source = os.environ if environment is None else environment
        names = {
            "host": "LAB2API_BIND_HOST",
            "port": "SAGEMAKER_BIND_TO_PORT",
            "base": "SAGEMAKER_BASE_DIR",
            "workers": "SAGEMAKER_MODEL_SERVER_WORKERS",
            "max_request_mebibytes": "SAGEMAKER_MAX_REQUEST_SIZE",
            "model_version": "LAB2API_MODEL_VERSION",
            "multi_model": "SAGEMAKER_MULTI_MODEL",
            "most_models": "LAB2API_MOST_MODELS",
        }
        values = {field: source[name] for field, name in names.items() if source.get(name)}
        return cls.model_validate({"workers": usable_cores(), **values})


def usable_cores() -> int:
    """Count the cores this process may run on; one server process each is the fastest layout measured."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
