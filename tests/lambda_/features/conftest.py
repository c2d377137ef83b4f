"""The function, fresh for each test."""

from collections.abc import Iterator

import pytest
from aws_lambda_powertools import Metrics

from tests.lambda_.features.function import Function, build


@pytest.fixture(autouse=True)
def _powertools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "features")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "lab2api")
    yield
    Metrics().clear_metrics()


@pytest.fixture
def function() -> Function:
    return build()
