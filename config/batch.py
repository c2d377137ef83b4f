"""`[batch]`: large files, answered row by row by a batch transform job that ends when it is done."""

from typing import Annotated

from pydantic import Field

from config.need import Chosen


class Batch(Chosen):
    """Costs nothing while no job runs. A job that runs longer than `max_runtime_seconds` is ended."""

    instance_count: Annotated[int, Field(ge=1, le=100)] = 1
    result_days: Annotated[int, Field(ge=1, le=365)] = 7
    max_runtime_seconds: Annotated[int, Field(ge=300, le=432_000)] = 14_400
