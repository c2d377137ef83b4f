"""The environment contract of the function: what the template must set, and nothing more."""

from typing import Annotated

from pydantic import Field, StringConstraints

from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """`max_text_bytes` of UTF-8 in one request; `terminologies` are the declared ones, parted by commas."""

    max_text_bytes: Annotated[int, Field(ge=1, le=100_000)] = 100_000
    terminologies: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]*(,[a-z][a-z0-9-]*)*)?$")] = ""

    def terminology(self, name: str) -> str | None:
        """Return the resource name of a declared terminology, None for any other."""
        return f"{self.environment}-{name}" if name in self.terminologies.split(",") else None
