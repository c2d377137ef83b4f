"""What the local run can be told, from LAB2API_* environment variables."""

import sys
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
ACCOUNT = "000000000000"
AI_SERVICES = ("comprehend", "translate", "textract", "rekognition", "bedrock-runtime")
"""The services that have stand-ins (local/ai) and that `real` can name."""


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
    real: str = ""
    """AI services, by commas, that a real account answers, and bills, instead of a stand-in."""
    real_profile: str = ""
    """The AWS profile for them; empty for the default one."""
    real_guardrail: str = Field(default="", pattern=r"^(?:[a-z0-9]+:[1-9][0-9]{0,7})?$")
    """`id:version` of the account's guardrail, in place of this run's; empty to ask Bedrock without one."""
    real_terminology: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,256}$")
    """The account's terminology in place of this run's; empty to ask Translate without one."""
    chat_url: str = Field(default="", pattern=r"^(?:https?://\S+)?$")
    """Base URL of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1, that answers Converse."""
    chat_model: str = "default"
    chat_key: SecretStr | None = None

    @field_validator("real")
    @classmethod
    def _known_services(cls, value: str) -> str:
        named = [name.strip() for name in value.split(",") if name.strip()]
        if unknown := [name for name in named if name not in AI_SERVICES]:
            raise ValueError(f"{unknown[0]!r} is none of {', '.join(AI_SERVICES)}")
        return ",".join(sorted(named))

    @property
    def real_services(self) -> frozenset[str]:
        """The services of `real`."""
        return frozenset(self.real.split(",")) - {""}

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
