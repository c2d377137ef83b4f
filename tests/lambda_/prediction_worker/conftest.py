"""The worker, fresh for each test."""

import pytest

from tests.lambda_.prediction_worker.function import Function


@pytest.fixture
def function() -> Function:
    return Function()
