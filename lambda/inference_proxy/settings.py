"""The environment contract of the function: what the template must set, and nothing more."""

from typing import Annotated

from pydantic import Field, StringConstraints

from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """Typed settings; a field `max_rows` is the variable `LAB2API_MAX_ROWS`."""

    models_path: Annotated[str, StringConstraints(pattern=r"^/lab2api/[a-z0-9]+/models$")]
    max_rows: Annotated[int, Field(gt=0, le=10_000)] = 1000
