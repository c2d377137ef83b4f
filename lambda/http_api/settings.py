"""The environment contract of every function: what its template must set, and nothing more."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PREFIX = "LAB2API_"

# AWS Lambda: 6 MB for a synchronous request, event envelope included. A body of 4 MiB passes after base64
# or JSON escaping, and SageMaker serverless inference takes 4 MB a payload.
LARGEST_BODY_BYTES = 4 * 1024 * 1024

BodyBytes = Annotated[int, Field(gt=0, le=LARGEST_BODY_BYTES)]


class ApiSettings(BaseModel):
    """Typed settings; a field `max_rows` is the variable `LAB2API_MAX_ROWS`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]
    max_body_bytes: BodyBytes = 1024 * 1024

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the `LAB2API_*` variables; an unknown or malformed one raises with its name."""
        ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        return cls.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in ours.items()})
