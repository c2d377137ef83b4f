"""The environment contract of the tracking step."""

import os
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from tabular.hyperparameters import Hyperparameters
from tracking.record import Execution

DEFAULT_SEED: int = Hyperparameters.model_fields["seed"].default
"""What training takes where it is given none, as the pipeline gives none (tests/model_code/test_track.py)."""


class TrackSettings(BaseModel):
    """Which execution of which model; without a server the run is a file store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
    execution: Execution
    server: str | None = None
    seed: int = DEFAULT_SEED

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read LAB2API_MODEL, LAB2API_EXECUTION, MLFLOW_TRACKING_URI (optional), LAB2API_SEED (optional)."""
        source = os.environ if environment is None else environment
        return cls.model_validate(
            {
                "model": source.get("LAB2API_MODEL", ""),
                "execution": source.get("LAB2API_EXECUTION", ""),
                "server": source.get("MLFLOW_TRACKING_URI") or None,
                "seed": source.get("LAB2API_SEED") or DEFAULT_SEED,
            }
        )
