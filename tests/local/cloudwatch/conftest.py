"""CloudWatch's stores of this process, empty before and after each test."""

from collections.abc import Callable, Iterator

import pytest
from ministack.services import cloudwatch as emulated

NOON = 1_800_000_000.0
"""A full hour, in epoch seconds."""
Keep = Callable[..., None]


@pytest.fixture
def keep() -> Iterator[Keep]:
    """Store values of the metric `n/<name>`, `seconds` after NOON, under dimensions."""
    emulated.reset()

    def store(name: str, *values: float, seconds: float = 0, **dimensions: str) -> None:
        emulated._store_datum("n", name, dimensions, NOON + seconds, "None", None, list(values), None, None)

    yield store
    emulated.reset()
