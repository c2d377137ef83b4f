"""`[documents]`: how long results are kept, and how many pages of one document are read at once."""

from typing import Annotated

from pydantic import Field

from config.types import Section


class Documents(Section):
    """Documents and their jobs.

    Up to 4 MiB a body passes Lambda's 6 MB in base64; larger documents come from the bucket. Step Functions
    runs at most 40 iterations of an inline Map at once, and 300 pages stay below the 25,000 events of an
    execution's history (quotas). Every page is paid for: `max_pages` bounds the price of one request.
    """

    max_body_bytes: Annotated[int, Field(ge=1024, le=4 * 1024 * 1024)]
    result_days: Annotated[int, Field(ge=1, le=365)]
    max_pages: Annotated[int, Field(ge=1, le=300)]
    pages_at_once: Annotated[int, Field(ge=1, le=40)]
