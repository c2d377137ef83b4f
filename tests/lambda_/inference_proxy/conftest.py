"""The function with its ports replaced, fresh for each test."""

from collections.abc import Callable, Iterator

import pytest
from aws_lambda_powertools import Metrics

from served_models.card import Card
from tests.lambda_.inference_proxy.ports import Proxy, build
from tests.lambda_.inference_proxy.samples import CARD


@pytest.fixture
def card() -> Card:
    return Card.model_validate(CARD)


@pytest.fixture(autouse=True)
def _powertools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "inference_proxy")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "lab2api")
    yield
    Metrics().clear_metrics()


@pytest.fixture
def proxy() -> Proxy:
    return build()


@pytest.fixture
def build_proxy() -> Callable[..., Proxy]:
    return build
