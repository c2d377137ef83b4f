"""Two sides of one contract: the local twin, and AWS itself where LAB2API_LIVE=1 and AWS_PROFILE are set."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
import pytest_socket

from local import ports, process
from local.settings import Settings
from tests.local.conftest import client_of

Client = Callable[[str], Any]
LIVE = os.environ.get("LAB2API_LIVE") == "1" and bool(os.environ.get("AWS_PROFILE"))
_live = pytest.param("aws", marks=pytest.mark.skipif(not LIVE, reason="set AWS_PROFILE and LAB2API_LIVE=1"))


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Start an emulator of its own."""
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("twin"))
    process.start(settings)
    yield client_of(settings)
    process.stop(settings)


@pytest.fixture(params=["twin", _live])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Make boto3 clients of one of the two sides."""
    if request.param == "twin":
        yield request.getfixturevalue("twin")
        return
    pytest_socket.enable_socket()
    pytest_socket._remove_restrictions()
    yield boto3.Session().client  # type: ignore[misc]
    pytest_socket.disable_socket()
