"""The environment contract of the function: what the template must set, and nothing more."""

from typing import Annotated

from pydantic import Field, StringConstraints

from http_api.settings import ApiSettings

from .limits import MOST_OUTPUT_TOKENS


class Settings(ApiSettings):
    """The inference profile is an ARN or id; the guardrail an id and the number of a version."""

    inference_profile: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    guardrail_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+$")]
    guardrail_version: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,7}$")]
    max_text_bytes: Annotated[int, Field(ge=1, le=100_000)] = 100_000
    max_output_tokens: Annotated[int, Field(ge=1, le=MOST_OUTPUT_TOKENS)] = 1_000
