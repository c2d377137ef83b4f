"""GET /v1/jobs/{id} of predictions: running, the answer, a link to a large one, or the problem."""

import json

import pytest

from http_api.problems import ProblemError, invalid
from job_store.ids import folder
from prediction_jobs import result
from prediction_jobs.job import PredictionsJob, Upload
from prediction_jobs.opening import Asked, opened
from prediction_jobs.predictions import ClassPrediction, PredictionsAnswer
from tests.lambda_.ai_documents.function import Function
from tests.lambda_.document_pages.gateway import event, send

JOB_SECONDS = 60


@pytest.fixture
def function() -> Function:
    return Function()


def open_(function: Function, *, caller: str = "key-1") -> PredictionsJob:
    asked = Asked(
        caller=caller,
        key=None,
        request_id="the-request",
        model="iris",
        version="7",
        upload=Upload(key="uploads/a/iris/b", content_type="text/csv"),
    )
    return opened(function.objects, asked, now=function.now, seconds=JOB_SECONDS)


def succeed(function: Function, job: PredictionsJob, rows: int = 2) -> None:
    one = ClassPrediction(label="b", probabilities={"b": 0.75, "a": 0.25})
    answer = PredictionsAnswer(model="iris", version="8", predictions=[one] * rows, request_id=job.request_id)
    result.succeed(function.objects, job, answer, classes=("a", "b"))


def test_a_job_runs_until_its_result_is_there(function: Function) -> None:
    job = open_(function)
    running = function.get(f"/v1/jobs/{job.id}")
    assert (running.status, running.body["status"], running.body["kind"]) == (200, "running", "predictions")
    assert running.headers["retry-after"] == "5"
    succeed(function, job)
    done = function.get(f"/v1/jobs/{job.id}")
    assert done.body["status"] == "succeeded"
    assert "retry-after" not in done.headers
    assert done.body["result"] == {
        "model": "iris",
        "version": "8",
        "predictions": [{"label": "b", "probabilities": {"b": 0.75, "a": 0.25}}] * 2,
        "request_id": "the-request",
    }
    assert (done.body["problem"], done.body["result_url"]) == (None, None)


def test_a_failed_job_has_the_problem_and_is_answered_with_200(function: Function) -> None:
    job = open_(function)
    error: ProblemError = invalid("instances[3].petal", "must be one of 'short', 'long'")
    result.fail(function.objects, job, error)
    answer = function.get(f"/v1/jobs/{job.id}")
    assert (answer.status, answer.body["status"], answer.body["result"]) == (200, "failed", None)
    problem = answer.body["problem"]
    assert (problem["status"], problem["request_id"]) == (400, "the-request")
    assert problem["instance"] == f"/v1/jobs/{job.id}"
    assert problem["errors"][0]["field"] == "instances[3].petal"


def test_a_job_that_nobody_works_on_any_more_has_failed(function: Function) -> None:
    job = open_(function)
    function.now += JOB_SECONDS
    assert function.get(f"/v1/jobs/{job.id}").body["status"] == "running"
    function.now += 1
    answer = function.get(f"/v1/jobs/{job.id}").body
    assert (answer["status"], answer["problem"]["status"]) == ("failed", 504)


def test_a_result_is_linked_when_it_is_too_large_for_an_answer(function: Function) -> None:
    job = open_(function)
    name = f"{folder(job.id)}predictions.json"
    succeed(function, job)
    text = function.objects.held[name]
    most = 4 * 1024 * 1024
    function.objects.held[name] = text + b" " * (most - len(text))
    assert function.get(f"/v1/jobs/{job.id}").body["result"] is not None
    function.objects.held[name] += b" "
    answer = function.get(f"/v1/jobs/{job.id}", headers={"Accept": "text/csv, application/json;q=0.1"}).body
    assert (answer["status"], answer["result"]) == ("succeeded", None)
    assert answer["result_url"] == f"https://documents.example/{name}?signed"


def test_predictions_come_as_lines_in_the_order_of_the_classes(function: Function) -> None:
    job = open_(function)
    succeed(function, job, rows=1)
    sent = event("GET", f"/v1/jobs/{job.id}", headers={"Accept": "text/csv"})
    got = function.routes().app.resolve(sent, None)  # type: ignore[arg-type]
    assert got["multiValueHeaders"]["Content-Type"] == ["text/csv"]
    assert got["body"] == "label,a,b\r\nb,0.25,0.75\r\n"


def test_a_format_that_no_answer_has_is_refused(function: Function) -> None:
    job = open_(function)
    assert function.get(f"/v1/jobs/{job.id}", headers={"Accept": "image/png"}).status == 406


def test_only_who_opened_the_job_sees_it(function: Function) -> None:
    job = open_(function, caller="key-2")
    assert function.get(f"/v1/jobs/{job.id}").status == 404
    assert function.get(f"/v1/jobs/{job.id}", caller="key-2").status == 200


def test_nothing_of_where_things_lie_is_told(function: Function) -> None:
    job = open_(function)
    sent = event("GET", f"/v1/jobs/{job.id}")
    answer = send(function.routes(), sent)
    assert "uploads/" not in json.dumps(answer.body)
