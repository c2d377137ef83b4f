"""Where a child of an array job finds its data and leaves its model: the container's environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

VARIABLES = {
    "model": "LAB2API_MODEL",
    "raw": "LAB2API_RAW_BUCKET",
    "artifacts": "LAB2API_ARTIFACTS_BUCKET",
    "base": "SAGEMAKER_BASE_DIR",
    "index": "AWS_BATCH_JOB_ARRAY_INDEX",
    "job": "AWS_BATCH_JOB_ID",
}


class Place(BaseModel):
    """`index` is Batch's and counts from 0; a job that is no array is child 0 of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    raw: str
    artifacts: str
    job: str
    base: Path = Path("/opt/ml")
    index: Annotated[int, Field(ge=0, le=9_999)] = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the variables; raises pydantic's ValidationError naming the one that is missing."""
        source = os.environ if environment is None else environment
        return cls.model_validate({name: source[key] for name, key in VARIABLES.items() if source.get(key)})

    @property
    def rows(self) -> str:
        """The folder of the raw bucket with `train/` and `test/`."""
        return f"datasets/{self.model}/"

    @property
    def wheels(self) -> str:
        """The folder of the artifacts bucket that the pipeline's step Wheels fills."""
        return f"wheels/{self.model}/"

    @property
    def results(self) -> str:
        """The folder of the artifacts bucket for this child; its id is that of the array and the index."""
        return f"arrays/{self.model}/{self.job.partition(':')[0]}/{self.index}/"
