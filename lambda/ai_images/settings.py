"""The environment contract of the function: what the template must set, and nothing more."""

from typing import Annotated

from pydantic import StringConstraints

from http_api.settings import LARGEST_BODY_BYTES, ApiSettings, BodyBytes


class Settings(ApiSettings):
    """`bucket` is where clients upload images that are too large for a body."""

    max_body_bytes: BodyBytes = LARGEST_BODY_BYTES
    bucket: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{3,63}$")]
