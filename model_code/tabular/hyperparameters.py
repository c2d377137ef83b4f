"""The hyperparameters of a training job on a table."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from tabular import job_parameters
from tabular.target import TaskChoice


class Hyperparameters(BaseModel):
    """What to train; no name has one letter only, because AWS's toolkit passes `C` on as `-C`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: Annotated[str, Field(min_length=1)]
    task: TaskChoice = "auto"
    algorithm: Literal["auto", "linear", "boosting"] = "auto"
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")] = "model"
    version: Annotated[str, Field(min_length=1, max_length=63)] = "1"
    description: Annotated[str, Field(max_length=1000)] = ""
    source: Annotated[str, Field(max_length=1000)] = ""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0

    @classmethod
    def read(cls, path: Path, environment: Mapping[str, str] | None = None) -> Self:
        """Read SM_HPS or the file; raises ValidationError, which names the hyperparameter."""
        return cls.model_validate(job_parameters.read(path, environment))
