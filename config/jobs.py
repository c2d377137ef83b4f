"""`[jobs]`: predictions that are not answered at once, and files that are too large for a body."""

from typing import Annotated

from pydantic import Field

from config.types import Section


class Jobs(Section):
    """Bounds of a job and of the worker that does it.

    A model may take 60 s (API reference, InvokeEndpoint); the worker's time follows from `attempt_seconds`.
    SageMaker keeps an asynchronous request for 6 hours at most (API reference, InvokeEndpointAsync). A file
    is read into memory whole, some ten times its size.
    """

    max_upload_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 16 * 1024 * 1024
    deadline_seconds: Annotated[int, Field(ge=60, le=6 * 3600)] = 3600
    attempt_seconds: Annotated[int, Field(ge=5, le=65)] = 65
    concurrency: Annotated[int, Field(ge=2, le=100)] = 5
