"""A running emulator, as its state folder remembers it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from local.settings import Settings


class LocalRunError(Exception):
    """The emulator could not be started or stopped; the message says what to do."""


class Running(BaseModel):
    """A running emulator, as written to `emulator.json` in the state folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    port: int
    strict: bool
    real: str = ""
    state: Path
    model_code: Path

    @property
    def settings(self) -> Settings:
        """The settings it was started with."""
        return Settings(
            port=self.port,
            strict=self.strict,
            real=self.real,
            state=self.state,
            model_code=self.model_code,
        )
