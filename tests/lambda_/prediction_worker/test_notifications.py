"""SageMaker's notifications: the answer is read from where the endpoint writes, checked, and kept once."""

import json

import pytest

from tests.lambda_.inference_proxy.samples import predictions
from tests.lambda_.prediction_worker.function import BUCKET, DEAD_LETTERS, Function, notification

ROWS = [[1, None], [2, "short"]]
OUTPUT = "async/dev-iris/out/1.out"


def test_a_finished_inference_is_the_jobs_result(function: Function) -> None:
    function.serve(mode="async")
    job = function.open(ROWS)
    function.objects.held[OUTPUT] = predictions(2)
    assert function.deliver(notification(job), notification(job)) == [True, True]
    answer = function.answer(job)
    assert (answer.version, len(answer.predictions), answer.request_id) == ("7", 2, "request-1")
    assert function.objects.created.count(job.name("result.json")) == 1


def test_a_failed_inference_is_a_problem_without_the_containers_words(function: Function) -> None:
    job = function.open(ROWS)
    assert function.deliver(notification(job, status="Failed")) == [True]
    problem = function.result(job).problem
    assert problem is not None
    assert problem.status == 502
    assert "5.1" not in problem.model_dump_json()


@pytest.mark.parametrize("junk", [b"", b"<html>", predictions(1), predictions(3)])
def test_junk_is_a_problem(function: Function, junk: bytes) -> None:
    job = function.open(ROWS)
    function.objects.held[OUTPUT] = junk
    assert function.deliver(notification(job)) == [True]
    problem = function.result(job).problem
    assert problem is not None
    assert problem.status == 502


@pytest.mark.parametrize(
    "location",
    [
        "s3://other-bucket/async/dev-iris/out/1.out",
        f"s3://{BUCKET}/jobs/x/predictions.json",
        "",
        "s3://",
        "x",
    ],
)
def test_a_notification_cannot_make_us_read_elsewhere(function: Function, location: str) -> None:
    job = function.open(ROWS)
    told = json.loads(notification(job))
    told["responseParameters"]["outputLocation"] = location
    function.deliver(json.dumps(told))
    assert function.result(job).status == "failed"


def test_an_output_that_cannot_be_read_yet_is_read_later(function: Function) -> None:
    job = function.open(ROWS)
    assert function.deliver(notification(job)) == [False]
    assert len(function.later) == 1
    function.objects.held[OUTPUT] = predictions(2)
    assert function.deliver(notification(job)) == [True]
    assert len(function.answer(job).predictions) == 2


def test_a_notification_that_ended_as_a_dead_letter_fails_the_job(function: Function) -> None:
    job = function.open(ROWS)
    assert function.deliver(notification(job), queue=DEAD_LETTERS) == [True]
    assert function.result(job).status == "failed"


def test_a_notification_of_somebody_elses_inference_is_left_for_people(function: Function) -> None:
    job = function.open(ROWS)
    told = json.loads(notification(job)) | {"inferenceId": "not-one-of-ours"}
    assert function.deliver(json.dumps(told)) == [False]
