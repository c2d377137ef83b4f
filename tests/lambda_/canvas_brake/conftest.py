"""One session, which nobody has used for more than an hour."""

import boto3
import pytest

from tests.lambda_.canvas_brake.session import IDLE_MINUTES, Aws


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    monkeypatch.setenv("DOMAIN_ID", "d-abc")
    monkeypatch.setenv("IDLE_MINUTES", str(IDLE_MINUTES))
    fake = Aws()
    monkeypatch.setattr(boto3, "client", lambda _: fake)
    return fake
