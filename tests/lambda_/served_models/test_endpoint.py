"""Retries: few, jittered, and never past the deadline."""

import pytest

from http_api.problems import Kind, ProblemError
from http_api.retries import CAP_SECONDS, MARGIN_SECONDS, MOST_ATTEMPTS, Answered, AttemptError, Clock
from served_models import endpoint
from served_models.endpoint import ATTEMPT_SECONDS, Address, Invoked, failed
from tests.lambda_.inference_proxy.ports import FakeEndpoint, FakeTime

HOST = Address(endpoint="e")


def ask(invoke: FakeEndpoint, time: FakeTime, *, remaining: float = 28.0) -> Answered[Invoked]:
    return endpoint.ask(
        invoke, address=HOST, body=b"{}", request_id="r", remaining=remaining, clock=time.clock()
    )


def test_throttling_is_retried_with_growing_pauses_then_told() -> None:
    time, invoke = FakeTime(), FakeEndpoint(answers=[failed("ThrottlingException")])
    with pytest.raises(ProblemError) as caught:
        ask(invoke, time)
    assert (caught.value.kind, caught.value.retry_after) == (Kind.THROTTLED, 1)
    assert len(invoke.calls) == MOST_ATTEMPTS
    assert time.slept == pytest.approx([0.2, 0.4])


def test_the_pause_is_drawn_between_zero_and_the_bound() -> None:
    bounds: list[tuple[float, float]] = []

    def uniform(least: float, most: float) -> float:
        bounds.append((least, most))
        return least

    time = FakeTime()
    clock = Clock(now=time.now, sleep=time.sleep, uniform=uniform)
    with pytest.raises(ProblemError):
        endpoint.ask(
            FakeEndpoint(answers=[failed("ServiceUnavailable")]),
            address=HOST,
            body=b"",
            request_id="r",
            remaining=28.0,
            clock=clock,
        )
    assert [least for least, _ in bounds] == [0.0] * len(bounds)
    assert all(most <= CAP_SECONDS for _, most in bounds)


def test_no_attempt_starts_that_could_outlive_the_deadline() -> None:
    time, invoke = FakeTime(), FakeEndpoint()
    with pytest.raises(ProblemError) as caught:
        ask(invoke, time, remaining=ATTEMPT_SECONDS + MARGIN_SECONDS - 0.01)
    assert caught.value.kind is Kind.DEADLINE_EXCEEDED
    assert invoke.calls == []


def test_a_retry_that_could_outlive_the_deadline_is_not_waited_for() -> None:
    time, invoke = FakeTime(), FakeEndpoint(answers=[failed("ThrottlingException")])
    with pytest.raises(ProblemError) as caught:
        ask(invoke, time, remaining=ATTEMPT_SECONDS + MARGIN_SECONDS + 0.1)
    assert caught.value.kind is Kind.THROTTLED
    assert (len(invoke.calls), time.slept) == (1, [])


def test_slow_failures_use_up_the_deadline() -> None:
    time = FakeTime()
    starts: list[float] = []

    def slow(*, address: Address, body: bytes, attributes: str) -> Invoked:
        starts.append(time.seconds)
        time.seconds += 5.0
        raise failed("InternalFailure")

    with pytest.raises(ProblemError) as caught:
        endpoint.ask(slow, address=HOST, body=b"", request_id="r", remaining=28.0, clock=time.clock())
    assert caught.value.kind is Kind.UNAVAILABLE
    assert starts == pytest.approx([0.0, 5.2])
    assert max(starts) + ATTEMPT_SECONDS + MARGIN_SECONDS <= 28.0


@pytest.mark.parametrize("code", ["ModelError", "ValidationError", "AccessDeniedException", "SomethingNew"])
def test_what_another_attempt_cannot_change_is_not_paid_for_twice(code: str) -> None:
    invoke = FakeEndpoint(answers=[failed(code)])
    with pytest.raises(ProblemError):
        ask(invoke, FakeTime())
    assert len(invoke.calls) == 1


def test_an_answer_says_what_it_took() -> None:
    invoke = FakeEndpoint(answers=[failed("ModelNotReadyException"), b"ok"])
    answered = ask(invoke, FakeTime())
    assert (answered.payload.body, answered.attempts) == (b"ok", 2)
    assert answered.seconds == pytest.approx(0.2)


def test_the_jitter_of_two_restored_snapshots_differs() -> None:
    """A seeded generator in a SnapStart image would repeat itself in every copy."""
    assert Clock().uniform.__self__.__class__.__name__ == "SystemRandom"  # type: ignore[attr-defined]


def test_a_timeout_is_not_retried() -> None:
    late = AttemptError(Kind.DEADLINE_EXCEEDED, "late", retryable=False)
    invoke = FakeEndpoint(answers=[late])
    with pytest.raises(ProblemError) as caught:
        ask(invoke, FakeTime())
    assert (caught.value.kind, len(invoke.calls)) == (Kind.DEADLINE_EXCEEDED, 1)
