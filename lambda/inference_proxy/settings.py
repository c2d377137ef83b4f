"""The environment contract of the function: what the template must set, and nothing more."""

from typing import Annotated

from pydantic import Field, StringConstraints

from http_api.settings import ApiSettings

BucketName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{2,62}$")]
QueueUrl = Annotated[str, StringConstraints(pattern=r"^https?://")]


class Settings(ApiSettings):
    """Typed settings; a field `max_rows` is the variable `LAB2API_MAX_ROWS`.

    `bucket` holds jobs and uploads, `queue_url` is where jobs wait for the worker.
    """

    models_path: Annotated[str, StringConstraints(pattern=r"^/lab2api/[a-z0-9]+/models$")]
    bucket: BucketName
    queue_url: QueueUrl
    max_rows: Annotated[int, Field(gt=0, le=10_000)] = 1000
    max_upload_bytes: Annotated[int, Field(gt=0, le=64 * 1024 * 1024)] = 16 * 1024 * 1024
    job_seconds: Annotated[int, Field(ge=60, le=6 * 3600)] = 3600
