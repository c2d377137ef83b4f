"""The environment contract of the function."""

from typing import Annotated

from pydantic import Field, StringConstraints

from document_pages.limits import MOST_PAGES
from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """`bucket` holds jobs and uploads; `state_machine` is the ARN of the chain for many pages."""

    bucket: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{2,62}$")]
    max_pages: Annotated[int, Field(ge=1, le=MOST_PAGES)]
    state_machine: Annotated[str, StringConstraints(pattern=r"^arn:[a-z-]+:states:.+:stateMachine:.+$")]
