"""The environment contract of the function: where models are listed, and how long a stream may take."""

from typing import Annotated

from pydantic import Field, StringConstraints

from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """`stream_seconds` is below the function's timeout; SageMaker ends a stream after 8 minutes.

    Source: SageMaker guide, "Real-time inference": response streaming.
    """

    models_path: Annotated[str, StringConstraints(pattern=r"^/lab2api/[a-z0-9]+/models$")]
    stream_seconds: Annotated[int, Field(ge=30, le=480)] = 120
