"""The environment contract of the function: what the template must set, and nothing more."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PREFIX = "LAB2API_"

# AWS Lambda: 6 MB for a synchronous request, event envelope and JSON escapes included; SageMaker serverless
# inference: 4 MB a payload. A body of 4 MiB after escaping must still pass both.
LARGEST_BODY_BYTES = 4 * 1024 * 1024


class Settings(BaseModel):
    """Typed settings; a field `max_rows` is the variable `LAB2API_MAX_ROWS`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]
    models_path: Annotated[str, StringConstraints(pattern=r"^/lab2api/[a-z0-9]+/models$")]
    max_body_bytes: Annotated[int, Field(gt=0, le=LARGEST_BODY_BYTES)] = 1024 * 1024
    max_rows: Annotated[int, Field(gt=0, le=10_000)] = 1000

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the `LAB2API_*` variables; an unknown or malformed one raises with its name."""
        ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        return cls.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in ours.items()})
