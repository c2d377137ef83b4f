"""The environment contract of the function."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PREFIX = "LAB2API_"


class Settings(BaseModel):
    """A field `minimum_score` is the variable `LAB2API_MINIMUM_SCORE`; the policy's exist with a policy only.

    `stacks` and `endpoints` are what the names of a model's Serving stack and of its endpoint begin with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]
    machine: Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:states:.+:stateMachine:.+$")]
    stacks: str
    approval: Literal["person", "policy"]
    minimum_score: float | None = None
    at_most_worse_by: Annotated[float, Field(ge=0)] = 0.0
    shadow: bool = False
    shadow_requests: Annotated[int, Field(ge=1)] = 20
    shadow_latency_ratio: Annotated[float, Field(gt=0)] = 2.0

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the `LAB2API_*` variables; an unknown or malformed one raises with its name."""
        ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        return cls.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in ours.items()})
