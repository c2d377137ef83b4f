"""Named types shared by every section: what a valid name, region or instance type looks like."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

EnvironmentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]
ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[a-z]+-\d$")]
InstanceType = Annotated[str, StringConstraints(pattern=r"^ml\.[a-z0-9-]+\.[a-z0-9]+$")]
Percentage = Annotated[int, Field(ge=1, le=100)]

LogDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
"""Days CloudWatch Logs can keep a line (API reference, PutRetentionPolicy)."""


ON_CLUSTERS = ("ecs", "eks")
"""What `compute` may be besides SageMaker."""


class Section(BaseModel):
    """A table of the TOML file: immutable, and a misspelt key is an error with its path."""

    model_config = ConfigDict(frozen=True, extra="forbid")
