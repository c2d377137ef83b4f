"""The portal, fresh for each test, with three students."""

from collections.abc import Iterator

import pytest
from aws_lambda_powertools import Metrics

from tests.lambda_.class_portal.portal import Portal, build


@pytest.fixture(autouse=True)
def _powertools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "class_portal")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "lab2api")
    yield
    Metrics().clear_metrics()


@pytest.fixture
def portal() -> Portal:
    made = build()
    for slug in ("an", "binh", "chi"):
        made.grant(slug)
    return made
