"""One route, whichever way the model is served: at once, as a job, or made up."""

import json
from typing import Any

import pytest

from http_api.problems import Kind, ProblemError
from prediction_jobs import result
from prediction_jobs.job import read_job
from prediction_jobs.predictions import ClassPrediction, PredictionsAnswer
from served_models.endpoint import NoCapacityError, failed
from tests.lambda_.inference_proxy.ports import Proxy
from tests.lambda_.inference_proxy.samples import CARD, body_of, header, problem

ROWS = '{"instances": [[1, null], [2, "short"]]}'
NO_CAPACITY = (
    "Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress"
)
ASLEEP = failed("ValidationError", NO_CAPACITY)


def job_of(answer: dict[str, Any]) -> str:
    """Check a 202 and return the job's id."""
    assert answer["statusCode"] == 202
    body = body_of(answer)
    assert header(answer, "location") == body["href"] == f"/v1/jobs/{body['id']}"
    assert int(header(answer, "retry-after") or 0) > 0
    return str(body["id"])


def finish(proxy: Proxy, id_: str) -> None:
    """Do what the worker does."""
    job = read_job(proxy.store, id_)
    one = ClassPrediction(label="setosa", probabilities={"setosa": 0.75, "virginica": 0.25})
    answer = PredictionsAnswer(
        model=job.model, version="8", predictions=[one] * (job.rows or 0), request_id=job.request_id
    )
    result.succeed(proxy.store, job, answer, classes=("setosa", "virginica"))


@pytest.mark.parametrize("mode", ["serverless", "realtime"])
def test_a_model_that_is_awake_answers_at_once(proxy: Proxy, mode: str) -> None:
    proxy.serve(mode=mode)
    for query in (None, {"mode": "sync"}):
        assert proxy.post(ROWS, query=query)["statusCode"] == 200
    assert [call["component"] for call in proxy.endpoint.calls] == [None, None]
    assert proxy.store.held == {}


def test_a_component_is_asked_by_its_name(proxy: Proxy) -> None:
    proxy.serve(mode="component", component="dev-iris")
    assert proxy.post(ROWS)["statusCode"] == 200
    [call] = proxy.endpoint.calls
    assert (call["endpoint"], call["component"]) == ("dev-iris", "dev-iris")


def test_a_model_that_sleeps_is_woken_once_and_answers_through_a_job(proxy: Proxy) -> None:
    proxy.serve(mode="component", component="dev-iris")
    proxy.endpoint.answers = [ASLEEP]
    id_ = job_of(proxy.post(ROWS))
    assert len(proxy.endpoint.calls) == 1, "one call wakes it, more would only cost"
    assert proxy.queue.sent == [id_]
    assert json.loads(proxy.store.held[f"jobs/{id_}/input.json"]) == {"instances": [[1, None], [2, "short"]]}


def test_who_wants_no_job_is_told_when_to_come_again(proxy: Proxy) -> None:
    proxy.serve(mode="component", component="dev-iris")
    proxy.endpoint.answers = [ASLEEP]
    answer = proxy.post(ROWS, query={"mode": "sync"})
    assert problem(answer)["status"] == 503
    assert int(header(answer, "retry-after") or 0) > 0
    assert (len(proxy.endpoint.calls), proxy.store.held) == (1, {})


INSIDE = {"mode": "ecs", "endpoint": None, "url": "https://models.example.com/models/iris"}


def test_a_model_in_a_container_is_asked_by_its_url(proxy: Proxy) -> None:
    proxy.serve(**INSIDE)
    proxy.endpoint.version = "9"
    answer = proxy.post(ROWS)
    assert (answer["statusCode"], body_of(answer)["version"]) == (200, "9")
    [call] = proxy.endpoint.calls
    assert (call["url"], call["endpoint"]) == (INSIDE["url"], "")


def test_a_model_whose_tasks_are_gone_is_told_as_asleep_and_answers_through_a_job(
    proxy: Proxy, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line is what the alarm looks at that starts the first task."""
    proxy.serve(**INSIDE)
    proxy.endpoint.answers = [NoCapacityError()]
    id_ = job_of(proxy.post(ROWS))
    assert proxy.queue.sent == [id_]
    assert problem(proxy.post(ROWS, query={"mode": "sync"}))["status"] == 503
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"Asleep"' in line]
    assert [line["Asleep"] for line in told] == [1, 1]


def test_a_job_for_a_model_in_a_container_goes_to_the_worker(proxy: Proxy) -> None:
    proxy.serve(**INSIDE)
    id_ = job_of(proxy.post(ROWS, query={"mode": "async"}))
    assert (proxy.queue.sent, proxy.endpoint.calls) == ([id_], [])


def test_a_model_in_a_container_has_no_targets(proxy: Proxy) -> None:
    proxy.serve(**INSIDE)
    assert problem(proxy.post(ROWS, query={"target": "other"}))["status"] == 400


def test_another_validation_error_is_no_sleep(proxy: Proxy) -> None:
    proxy.endpoint.answers = [failed("ValidationError", "Endpoint dev-iris not found.")]
    assert problem(proxy.post(ROWS))["status"] == 503
    assert proxy.store.held == {}


@pytest.mark.parametrize("mode", ["serverless", "realtime", "component"])
def test_mode_async_makes_a_job_for_the_worker_and_asks_nobody(proxy: Proxy, mode: str) -> None:
    proxy.serve(mode=mode, component="dev-iris" if mode == "component" else None)
    id_ = job_of(proxy.post(ROWS, query={"mode": "async"}))
    assert (proxy.queue.sent, proxy.endpoint.calls) == ([id_], [])


def test_an_asynchronous_endpoint_gets_the_rows_from_the_bucket(proxy: Proxy) -> None:
    proxy.serve(mode="async")
    id_ = job_of(proxy.post(ROWS, query={"mode": "async"}))
    [call] = proxy.queue.invoked
    assert call == {"endpoint": "dev-iris", "input": f"jobs/{id_}/input.json", "job_id": id_, "seconds": 3600}
    assert (proxy.queue.sent, proxy.time.slept) == ([], [])


def test_an_asynchronous_answer_that_comes_soon_is_answered_at_once(proxy: Proxy) -> None:
    proxy.serve(mode="async")
    slept = proxy.time.sleep

    def sleep(seconds: float) -> None:
        slept(seconds)
        if proxy.time.seconds > 2:
            finish(proxy, proxy.queue.invoked[0]["job_id"])

    object.__setattr__(proxy.routes._predictor.queue.clock, "sleep", sleep)
    answer = proxy.post(ROWS)
    assert answer["statusCode"] == 200
    assert (body_of(answer)["version"], len(body_of(answer)["predictions"])) == ("8", 2)


def test_an_asynchronous_answer_that_takes_long_becomes_a_job_in_time(proxy: Proxy) -> None:
    proxy.serve(mode="async")
    id_ = job_of(proxy.post(ROWS, remaining_ms=28_000))
    assert 15 < proxy.time.seconds <= 22
    assert max(proxy.time.slept) <= 1.0
    proxy.time.slept.clear()
    finish(proxy, id_)
    assert proxy.post(ROWS)["statusCode"] == 200, "the same rows find their answer"
    assert (len(proxy.queue.invoked), proxy.time.slept) == (1, [])


def test_a_wait_ends_before_the_function_does(proxy: Proxy) -> None:
    proxy.serve(mode="async")
    job_of(proxy.post(ROWS, remaining_ms=9_000))
    assert proxy.time.seconds <= 3.0


def test_sync_on_an_asynchronous_endpoint_is_never_a_job(proxy: Proxy) -> None:
    proxy.serve(mode="async")
    answer = proxy.post(ROWS, query={"mode": "sync"})
    assert problem(answer)["status"] == 503
    assert header(answer, "retry-after") is not None
    finish(proxy, proxy.queue.invoked[0]["job_id"])
    assert proxy.post(ROWS, query={"mode": "sync"})["statusCode"] == 200


def test_a_job_that_failed_while_it_was_awaited_is_the_answer(proxy: Proxy) -> None:
    proxy.serve(mode="async")

    def sleep(seconds: float) -> None:
        job = read_job(proxy.store, proxy.queue.invoked[0]["job_id"])
        result.fail(proxy.store, job, ProblemError(Kind.MODEL_FAILED, "It could not answer."))

    object.__setattr__(proxy.routes._predictor.queue.clock, "sleep", sleep)
    assert problem(proxy.post(ROWS))["status"] == 502


def test_one_model_among_many_is_chosen_by_target(proxy: Proxy) -> None:
    proxy.serve(models="s3://artifacts/learners/")
    proxy.objects["artifacts", "learners/an.card.json"] = json.dumps(CARD | {"version": "an-3"}).encode()
    answer = proxy.post(ROWS, query={"target": "an"})
    assert body_of(answer)["version"] == "an-3"
    assert proxy.endpoint.calls[0]["target_model"] == "an.tar.gz"


@pytest.mark.parametrize(
    ("entry", "target", "status"),
    [
        ({"models": "s3://artifacts/learners/"}, None, 400),
        ({"models": "s3://artifacts/learners/"}, "../an", 400),
        ({"models": "s3://artifacts/learners/"}, "", 400),
        ({"models": "s3://artifacts/learners/"}, "a" * 64, 400),
        ({"models": "s3://artifacts/learners/"}, "nobody", 404),
        ({}, "an", 400),
        ({"mode": "async"}, "an", 400),
    ],
)
def test_a_wrong_target_is_named_and_costs_nothing(
    proxy: Proxy, entry: dict[str, str], target: str | None, status: int
) -> None:
    proxy.serve(**entry)
    answer = problem(proxy.post(ROWS, query=None if target is None else {"target": target}))
    assert answer["status"] == status
    assert status == 404 or answer["errors"][0]["field"] == "target"
    assert (proxy.endpoint.calls, proxy.store.held) == ([], {})


def test_the_version_is_the_one_that_the_container_says(proxy: Proxy) -> None:
    proxy.endpoint.version = "9"
    answer = proxy.post(ROWS, headers={"Accept": "text/csv"})
    assert header(answer, "x-model-version") == "9"
    assert body_of(proxy.post(ROWS))["version"] == "9"


@pytest.mark.parametrize("query", [None, {"mode": "sync"}])
def test_a_mock_says_that_it_is_one_and_repeats_itself(proxy: Proxy, query: dict[str, str] | None) -> None:
    proxy.serve(mode="mock", endpoint=None)
    first, again = proxy.post(ROWS, query=query), proxy.post(ROWS, query=query)
    assert first["body"] == again["body"]
    assert header(first, "x-lab2api-mock") == "true"
    body = body_of(first)
    assert body["version"] == "mock"
    assert body["predictions"][0] != body["predictions"][1]
    for one in body["predictions"]:
        assert sum(one["probabilities"].values()) == pytest.approx(1)
        assert one["probabilities"][one["label"]] == max(one["probabilities"].values())
    assert proxy.endpoint.calls == []


def test_a_mock_makes_jobs_and_csv_too(proxy: Proxy) -> None:
    proxy.serve(mode="mock", endpoint=None)
    answer = proxy.post("1,\n", headers={"Content-Type": "text/csv", "Accept": "text/csv"})
    assert answer["body"].splitlines()[0] == "label,setosa,virginica"
    assert header(answer, "x-lab2api-mock") == "true"
    accepted = proxy.post(ROWS, query={"mode": "async"})
    assert header(accepted, "x-lab2api-mock") == "true"
    job = read_job(proxy.store, job_of(accepted))
    assert result.read(proxy.store, job).status == "succeeded"


@pytest.mark.parametrize("entry", [{"mode": "async"}, {"mode": "mock", "endpoint": None}, {}])
def test_bad_rows_are_refused_alike_in_every_mode(proxy: Proxy, entry: dict[str, Any]) -> None:
    proxy.serve(**entry)
    for query in (None, {"mode": "async"}):
        answer = problem(proxy.post('{"instances": [["x", null]]}', query=query))
        assert (answer["status"], answer["errors"][0]["field"]) == (400, "instances[0].sepal length")
    assert (proxy.store.held, proxy.queue.sent, proxy.queue.invoked) == ({}, [], [])


@pytest.mark.parametrize("mode", ["", "SYNC", "later"])
def test_an_unknown_mode_is_named(proxy: Proxy, mode: str) -> None:
    answer = problem(proxy.post(ROWS, query={"mode": mode}))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, "mode")
