"""Streams of the deployed local API, with the real CDK CLI: a model that writes, and chat without a model."""

from __future__ import annotations

import pytest

from tests.end_to_end.local_aws import Local
from tests.end_to_end.streaming import refused, written

pytestmark = pytest.mark.e2e


def test_a_model_that_writes_is_deployed_by_one_command_and_streams(local: Local) -> None:
    assert written(local) == " becomes useful when somebody"


def test_chat_without_a_model_says_what_to_do(local: Local) -> None:
    status, said = refused(local)
    assert (status, "LAB2API_CHAT_URL" in said) == (501, True), said
