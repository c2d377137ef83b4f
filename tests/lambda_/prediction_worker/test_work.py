"""A job from its message to its result: once, later while nobody can answer, and told when it cannot be."""

import json
from typing import Any

import pytest

from http_api.problems import Kind
from http_api.retries import AttemptError
from prediction_jobs.message import write_message
from served_models.endpoint import failed
from tests.lambda_.inference_proxy.samples import predictions
from tests.lambda_.prediction_worker.function import DEAD_LETTERS, JOB_SECONDS, Function

ROWS = [[1, None], [2, "short"]]
ASLEEP = failed("ValidationError", "Inference Component has no capacity to process this request.")


def test_a_job_is_done_and_its_answer_is_as_if_asked_at_once(function: Function) -> None:
    function.endpoint.version = "8"
    job = function.open(ROWS)
    assert function.work(job)
    answer = function.answer(job)
    assert (answer.model, answer.version, answer.request_id) == ("iris", "8", "request-1")
    assert len(answer.predictions) == 2
    assert function.result(job).classes == ("setosa", "virginica")
    [call] = function.endpoint.calls
    assert json.loads(call["body"]) == {"instances": ROWS}
    assert call["attributes"] == "request-id=request-1"


def test_a_redelivered_message_pays_nothing_again(function: Function) -> None:
    job = function.open(ROWS)
    assert [function.work(job) for _ in range(3)] == [True] * 3
    assert len(function.endpoint.calls) == 1


def test_a_call_that_was_paid_for_before_a_crash_is_not_paid_for_again(function: Function) -> None:
    job = function.open(ROWS)
    function.work(job)
    del function.objects.held[job.name("result.json")]
    function.work(job)
    assert len(function.endpoint.calls) == 1
    assert len(function.answer(job).predictions) == 2


def test_two_deliveries_at_once_write_one_result(function: Function) -> None:
    job = function.open(ROWS)
    ask = function.endpoint._body

    def race(body: bytes) -> bytes:
        function.endpoint._body = ask  # type: ignore[method-assign]
        function.work(job)
        return ask(body)

    function.endpoint._body = race  # type: ignore[method-assign]
    assert function.work(job)
    assert function.objects.created.count(job.name("result.json")) == 1


@pytest.mark.parametrize(
    "error", [ASLEEP, failed("ThrottlingException"), failed("ServiceUnavailable"), failed("ValidationError")]
)
def test_while_nobody_can_answer_the_message_comes_back(function: Function, error: AttemptError) -> None:
    job = function.open(ROWS)
    function.endpoint.answers = [error]
    assert not function.work(job)
    assert len(function.later) == 1
    function.endpoint.answers = []
    assert function.work(job, received=2)
    assert len(function.answer(job).predictions) == 2


def test_a_wake_costs_one_call_an_attempt_and_the_pauses_grow_up_to_a_minute(function: Function) -> None:
    job = function.open(ROWS)
    function.endpoint.answers = [ASLEEP]
    for received in range(1, 9):
        function.work(job, received=received)
    assert function.later == [2, 4, 8, 16, 32, 60, 60, 60]
    assert len(function.endpoint.calls) == 8


def test_a_job_that_finds_its_model_asleep_says_so_to_the_alarm_that_wakes_it(
    function: Function, capsys: pytest.CaptureFixture[str]
) -> None:
    function.endpoint.answers = [ASLEEP, predictions(2)]
    job = function.open(ROWS)
    assert [function.work(job), function.work(job)] == [False, True]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert lines[0]["Asleep"] == 1
    assert "Asleep" not in lines[-1]


def test_a_job_is_tried_until_its_deadline_and_then_told_as_failed(function: Function) -> None:
    job = function.open(ROWS)
    function.endpoint.answers = [ASLEEP]
    received = 0
    while not function.work(job, received=(received := received + 1)):
        assert received < 1000
        function.time.seconds += function.later[-1]
    assert function.time.seconds - 1_000.0 <= JOB_SECONDS + 2
    problem = function.result(job).problem
    assert problem is not None
    assert (problem.status, problem.instance) == (504, f"/v1/jobs/{job.id}")
    assert problem.request_id == "request-1"


def test_a_job_past_its_deadline_is_not_paid_for(function: Function) -> None:
    job = function.open(ROWS)
    function.time.seconds += JOB_SECONDS + 1
    assert function.work(job)
    assert function.endpoint.calls == []
    assert function.result(job).status == "failed"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (failed("ModelError"), 502),
        (b"<html>", 502),
        (predictions(1), 502),
        (AttemptError(Kind.DEADLINE_EXCEEDED, "The model did not answer in time.", retryable=False), 504),
        (RuntimeError("row 5.1 of arn:aws:iam::123456789012:role/x"), 500),
    ],
)
def test_what_no_other_attempt_would_change_ends_the_job_with_a_problem(
    function: Function, answer: Any, status: int
) -> None:
    job = function.open(ROWS)
    function.endpoint.answers = [answer]
    assert function.work(job)
    problem = function.result(job).problem
    assert problem is not None
    assert problem.status == status
    assert "5.1" not in problem.detail
    assert len(function.endpoint.calls) == 1


def test_a_model_that_is_gone_ends_the_job(function: Function) -> None:
    job = function.open(ROWS)
    function.parameters.clear()
    assert function.work(job)
    problem = function.result(job).problem
    assert problem is not None
    assert problem.status == 404


def test_too_little_time_for_an_attempt_starts_none_and_comes_back_at_once(function: Function) -> None:
    job = function.open(ROWS)
    function.remaining = 60.0
    assert not function.work(job)
    assert (function.endpoint.calls, function.later) == ([], [1])


def test_a_store_that_cannot_be_read_loses_no_message(function: Function) -> None:
    job = function.open(ROWS)
    kept = function.objects.held.pop(job.input)
    assert not function.work(job)
    function.objects.held[job.input] = kept
    assert function.work(job)


def test_one_bad_message_does_not_hold_up_the_others(function: Function) -> None:
    good, asleep = function.open(ROWS), function.open([[3, None]])
    function.endpoint.answers = [predictions(2), ASLEEP]
    bodies = [write_message(good.id), "poison", write_message(asleep.id), write_message("0" * 32)]
    assert function.deliver(*bodies) == [True, False, False, True]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"job": 1}',
        '{"job": "../x"}',
        '{"job": "0", "x": 1}',
        "[" * 100_000,
        '{"job": null}',
    ],
)
def test_a_message_that_nobody_writes_is_left_for_people_to_look_at(function: Function, body: str) -> None:
    assert function.deliver(body) == [False]
    assert function.deliver(body, queue=DEAD_LETTERS) == [False]
    assert (function.endpoint.calls, function.objects.held) == ([], {})


def test_a_dead_letter_is_told_as_failed_and_never_paid_for(function: Function) -> None:
    job = function.open(ROWS)
    assert function.work(job, queue=DEAD_LETTERS)
    problem = function.result(job).problem
    assert problem is not None
    assert problem.status == 503
    assert function.endpoint.calls == []


def test_a_dead_letter_of_a_job_that_ended_changes_nothing(function: Function) -> None:
    job = function.open(ROWS)
    function.work(job)
    assert function.work(job, queue=DEAD_LETTERS)
    assert function.result(job).status == "succeeded"


def test_a_job_whose_folder_has_expired_is_forgotten(function: Function) -> None:
    job = function.open(ROWS)
    function.objects.held.clear()
    assert function.work(job)
    assert function.endpoint.calls == []


def test_the_metrics_of_a_job_are_those_of_an_answer(
    function: Function, capsys: pytest.CaptureFixture[str]
) -> None:
    function.work(function.open(ROWS))
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [first, second] = [line for line in written if "_aws" in line]
    assert (first["Predictions"], first["Label"], first["PredictedShare"]) == (1, "setosa", 1.0)
    assert (second["Label"], second["PredictedShare"]) == ("virginica", 0.0)
