"""One emulated AWS a test session, on a free port, with the repository's own model server."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from local import ports, process
from local.settings import Settings

REPOSITORY = Path(__file__).parents[2]
STARTER = REPOSITORY / "model_code" / "starter" / "breast-cancer"
Client = Callable[..., Any]
"""Makes a boto3 client of the service that is named."""


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Start the emulator for the session; print its log when a test has failed to start it."""
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("emulator"))
    process.start(settings)
    yield settings
    process.stop(settings)


@pytest.fixture(scope="session")
def client(emulator: Settings) -> Client:
    """Make boto3 clients of the session's emulator."""
    return client_of(emulator)


def client_of(settings: Settings) -> Client:
    """Make boto3 clients of any emulator, with keys that belong to no one."""

    def make(service: str, config: Config | None = None) -> Any:
        ours = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=settings.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=ours.merge(config) if config else ours,
        )

    return make


@pytest.fixture(autouse=True)
def _no_ambient_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own AWS settings out of the tests."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "LAB2API_"))]:
        monkeypatch.delenv(name)
