"""The functions, fresh for each test."""

from collections.abc import Iterator

import pytest
from aws_lambda_powertools import Metrics

from tests.lambda_.ai.functions import Function, build


@pytest.fixture(autouse=True)
def _powertools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "ai")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "lab2api")
    yield
    Metrics().clear_metrics()


@pytest.fixture
def text() -> Function:
    return build("ai_text")


@pytest.fixture
def images() -> Function:
    return build("ai_images")


@pytest.fixture
def chat() -> Function:
    return build("ai_chat")
