"""An emulator whose model server only echoes, so that the tests say what they are about."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local import ports, process
from local.settings import Settings
from tests.local.conftest import Client, client_of
from tests.local.hosted import BUCKET


@contextmanager
def echoing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Start it with the bucket of `hosted`; yields the maker of its clients."""
    code = tmp_path_factory.mktemp("code")
    shutil.copy(Path(__file__).parent / "echo_server.py", code / "serve.py")
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("state"), model_code=code)
    process.start(settings)
    made = client_of(settings)
    made("s3").create_bucket(Bucket=BUCKET)
    yield made
    process.stop(settings)
