"""The environment contract of the function."""

from typing import Annotated

from pydantic import Field, StringConstraints

from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """`max_body_bytes` and `max_rows` bound one call to an endpoint; a larger file becomes several.

    A model may take 60 s of `attempt_seconds` (API reference, InvokeEndpoint). What waits in
    `undelivered_arn` has been tried too often, and is told as failed.
    """

    models_path: Annotated[str, StringConstraints(pattern=r"^/lab2api/[a-z0-9]+/models$")]
    bucket: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{2,62}$")]
    queue_url: Annotated[str, StringConstraints(pattern=r"^https?://")]
    undelivered_arn: Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:sqs:")]
    attempt_seconds: Annotated[int, Field(ge=5, le=65)] = 65
    max_rows: Annotated[int, Field(gt=0, le=10_000)] = 1000
    max_upload_bytes: Annotated[int, Field(gt=0, le=64 * 1024 * 1024)] = 16 * 1024 * 1024
