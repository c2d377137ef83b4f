"""What the local run can be told, from LAB2API_* environment variables."""

import sys
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
ACCOUNT = "000000000000"


class Settings(BaseSettings):
    """The emulator's port and folders. `Settings()` reads LAB2API_PORT, LAB2API_STATE, LAB2API_STRICT."""

    model_config = SettingsConfigDict(
        env_prefix="LAB2API_", frozen=True, extra="ignore", protected_namespaces=()
    )

    port: int = Field(default=4566, ge=1, le=65535)
    state: Path = REPOSITORY / ".lab2api"
    """Everything the run writes: log, pid, temporary files, extracted models, job folders."""
    strict: bool = False
    """Whether to enforce the deployed IAM policies. Needs TLS, because the buckets deny plain HTTP."""
    model_code: Path = REPOSITORY / "model_code"
    """The source root whose `serve.py`, `train.py` and scripts run in place of the containers."""
    python: Path = Path(sys.executable)

    @property
    def endpoint_url(self) -> str:
        """Where clients reach the emulated AWS."""
        return f"{'https' if self.strict else 'http'}://127.0.0.1:{self.port}"

    @property
    def temporary(self) -> Path:
        """The TMPDIR of the emulator and all its children."""
        return self.state / "tmp"

    @property
    def log(self) -> Path:
        """What the emulator prints."""
        return self.state / "emulator.log"

    @property
    def certificate(self) -> Path:
        """The emulator's own certificate in strict mode."""
        return self.temporary / "ministack-tls" / "server.crt"


_active: list[Settings] = []


def activate(settings: Settings) -> None:
    """Make these the settings of this process: inside the emulator the environment no longer holds them."""
    _active[:] = [settings]


def active() -> Settings:
    """Return the settings of this process, from the environment where nothing was activated."""
    return _active[0] if _active else Settings()
