"""The environment contract of the function."""

from typing import Annotated

from pydantic import Field, StringConstraints

from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """`bucket` has what endpoints captured and gets the reports; `entry` is the model's parameter in SSM."""

    entry: Annotated[str, StringConstraints(pattern=r"^/lab2api/[a-z0-9]+/models/[a-z][a-z0-9-]+$")]
    bucket: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{2,62}$")]
    variant: str
    window_hours: Annotated[float, Field(gt=0, le=168)]
