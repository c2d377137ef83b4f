"""The environment of the function."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict

PREFIX = "LAB2API_"


class Settings(BaseModel):
    """A field `table` is the variable `LAB2API_TABLE`; `guard` is the function that freezes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    class_name: str
    table: str
    guard: str

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the `LAB2API_*` variables; an unknown or malformed one raises with its name."""
        ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        return cls.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in ours.items()})
