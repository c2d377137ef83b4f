"""What is refused, how, and that the paid endpoint never hears of it."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from tests.end_to_end.local_aws import Local, body, row

pytestmark = pytest.mark.e2e


def test_a_request_without_a_key_is_refused_and_never_reaches_the_endpoint(local: Local) -> None:
    before = local.invocations()
    for key in ("", "wrong"):
        answer = local.post(body(row()), key=key)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert local.invocations() == before


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_nan_or_an_infinity_never_reaches_the_endpoint(local: Local, name: str) -> None:
    before = local.invocations()
    text = body(row() | {"mean radius": "HERE"}).replace(b'"HERE"', name.encode())
    answer = local.post(text)
    assert answer.status_code == 400
    # NaN is no JSON at all, so the whole body is at fault; 1e999 is JSON, and a value of one field.
    named = "body" if name.endswith(("NaN", "Infinity")) else "instances[0].mean radius"
    assert [error["field"] for error in answer.json()["errors"]] == [named]
    assert local.invocations() == before


def test_a_bad_row_is_answered_with_the_name_of_its_field(local: Local) -> None:
    before = local.invocations()
    answer = local.post(body(row(), row() | {"mean radius": "wide"}))
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == ["instances[1].mean radius"]
    assert local.invocations() == before


def test_a_body_of_the_wrong_shape_is_answered_with_the_name_of_its_field(local: Local) -> None:
    before = local.invocations()
    answer = local.post(b'{"instances": {"mean radius": 1}}')
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["instances"]
    assert local.invocations() == before


def test_a_body_of_7_mb_is_too_large_and_never_reaches_the_endpoint(local: Local) -> None:
    before = local.invocations()
    answer = local.post(body(row()) + b" " * 7_000_000)
    assert answer.status_code == 413
    assert local.invocations() == before


@pytest.fixture
def tight_plan(local: Local) -> Iterator[None]:
    """The deployed usage plan at 2 requests a second, so that the test needs no fast machine."""
    gateway = local.client("apigateway")
    plan = gateway.get_usage_plans()["items"][0]

    def throttle(*, rate: float, burst: int) -> None:
        patch = [("/throttle/rateLimit", rate), ("/throttle/burstLimit", burst)]
        operations = [{"op": "replace", "path": path, "value": str(value)} for path, value in patch]
        gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=operations)

    throttle(rate=2, burst=2)
    yield
    throttle(rate=plan["throttle"]["rateLimit"], burst=plan["throttle"]["burstLimit"])


@pytest.mark.usefixtures("tight_plan")
def test_a_loop_above_the_plan_is_throttled_and_only_the_answered_reach_the_endpoint(local: Local) -> None:
    before = local.invocations()
    answers = [local.post(body(row())) for _ in range(30)]
    counts = collections.Counter(answer.status_code for answer in answers)
    assert set(counts) == {200, 429}
    refused = next(answer for answer in answers if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS)
    assert refused.headers["content-type"] == "application/problem+json"
    assert "retry-after" in refused.headers
    assert local.invocations(least=before + counts[200]) == before + counts[200]
