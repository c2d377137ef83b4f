"""An emptied account for each test."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.jobs import running
from local.pipeline import execution
from tests.lambda_.sandbox_teardown.account import Account, forget, install


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    monkeypatch.setenv("LAB2API_STATE", str(tmp_path))
    install()
    forget()
    yield Account()
    running.stop_all()
    execution.stop_all()
    while running._containers or execution._stopping:
        time.sleep(0.01)
    forget()
