"""A small card."""

import pytest

from served_models.card import Card
from tests.lambda_.inference_proxy.samples import CARD


@pytest.fixture
def card() -> Card:
    return Card.model_validate(CARD)
