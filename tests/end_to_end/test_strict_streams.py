"""Streams with TLS and IAM enforced: the synthesized policies are enough."""

from __future__ import annotations

import pytest

from tests.end_to_end.local_aws import Local
from tests.end_to_end.streaming import refused, written

pytestmark = pytest.mark.e2e


def test_the_synthesized_policies_are_enough_for_a_stream(strict: Local) -> None:
    assert written(strict) == " becomes useful when somebody"


def test_chat_without_a_model_says_what_to_do(strict: Local) -> None:
    status, said = refused(strict)
    assert (status, "LAB2API_CHAT_URL" in said) == (501, True), said
