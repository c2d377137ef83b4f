"""One contract, whichever way a model is served: the same requests and the same checks in every mode."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import httpx
import pytest

import inference
from tabular.artifact import unpack
from tests.end_to_end.local_aws import STARTER, Local, body, committed_document, row

pytestmark = pytest.mark.e2e

MODES = ("serverless", "realtime", "async", "component", "mock")
COMPUTING = MODES[:-1]
PATIENCE_SECONDS = 180.0


def finished(modes: Local, answer: httpx.Response) -> dict[str, Any]:
    """The answer itself, or after a 202 the result of the job it names."""
    if answer.status_code == 200:
        return dict(answer.json())
    assert answer.status_code == 202, answer.text
    assert int(answer.headers["retry-after"]) > 0
    job = followed(modes, answer.headers["location"])
    assert (job["kind"], job["status"]) == ("predictions", "succeeded"), job
    return dict(job["result"])


def followed(modes: Local, location: str) -> dict[str, Any]:
    """The job once it is no longer running."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        job = modes.get(location)
        assert job.status_code == 200, job.text
        if job.json()["status"] != "running":
            return dict(job.json())
        time.sleep(0.2)
    raise AssertionError(f"{location} still runs after {PATIENCE_SECONDS:.0f} s")


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the starter itself predicts for one row, in this process."""
    folder = tmp_path_factory.mktemp("starter")
    unpack(STARTER / "model.tar.gz", folder)
    asked = inference.input_fn(body(row()), "application/json")
    return list(inference.predict_fn(asked, inference.model_fn(str(folder))))


@pytest.mark.parametrize("model", COMPUTING)
def test_every_mode_answers_what_the_model_predicts(modes: Local, model: str, expected: list[Any]) -> None:
    answer = finished(modes, modes.post(body(row()), model=model))
    assert answer["predictions"] == expected
    assert (answer["model"], answer["version"]) == (model, "starter")


@pytest.mark.parametrize("model", MODES)
def test_every_mode_answers_one_prediction_of_the_cards_classes_a_row(modes: Local, model: str) -> None:
    classes = set(modes.get(f"/v1/models/{model}").json()["target"]["classes"])
    answer = finished(modes, modes.post(body(row(), list(row().values()), row()), model=model))
    assert [set(prediction["probabilities"]) for prediction in answer["predictions"]] == [classes] * 3
    assert {prediction["label"] for prediction in answer["predictions"]} <= classes


@pytest.mark.parametrize("model", MODES)
def test_every_mode_refuses_a_bad_row_by_name_before_anything_runs(modes: Local, model: str) -> None:
    for query in ("", "?mode=async", "?mode=sync"):
        answer = modes.post(body(row(), row() | {"mean radius": "wide"}), model=model, query=query)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert [error["field"] for error in answer.json()["errors"]] == ["instances[1].mean radius"]


@pytest.mark.parametrize("model", MODES)
def test_every_mode_makes_a_job_when_asked_and_a_repeated_key_finds_it_again(
    modes: Local, model: str
) -> None:
    headers = {"idempotency-key": f"contract-{model}"}
    first = modes.post(body(row()), model=model, query="?mode=async", headers=headers)
    again = modes.post(body(row()), model=model, query="?mode=async", headers=headers)
    other = modes.post(body(row(), row()), model=model, query="?mode=async", headers=headers)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.headers["location"] == again.headers["location"]
    assert (other.status_code, other.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert len(finished(modes, first)["predictions"]) == 1


@pytest.mark.parametrize("model", MODES)
def test_every_mode_answers_csv_with_csv(modes: Local, model: str) -> None:
    line = ",".join(str(value) for value in row().values()).encode()
    answer = modes.post(line, model=model, headers={"content-type": "text/csv", "accept": "text/csv"})
    if answer.status_code == 202:
        followed(modes, answer.headers["location"])
        answer = modes.post(line, model=model, headers={"content-type": "text/csv", "accept": "text/csv"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv"), answer.text
    assert len(answer.text.splitlines()) == 2


@pytest.mark.parametrize("model", MODES)
def test_every_mode_never_makes_a_job_of_a_request_that_wants_an_answer(modes: Local, model: str) -> None:
    answer = modes.post(body(row()), model=model, query="?mode=sync")
    assert answer.status_code in (200, 503), answer.text
    if answer.status_code == 503:
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("model", MODES)
def test_every_mode_asks_for_the_key(modes: Local, model: str) -> None:
    assert modes.post(body(row()), model=model, key="wrong").status_code == 403


@pytest.mark.parametrize("model", MODES)
def test_every_mode_takes_what_is_too_large_for_an_answer_by_upload(modes: Local, model: str) -> None:
    lines = "\n".join(",".join(str(value) for value in row().values()) for _ in range(3)).encode()
    wanted = {"content_type": "text/csv", "content_length": len(lines)}
    made = modes.post(json.dumps(wanted).encode(), model=model, path="uploads")
    assert made.status_code == 201, made.text
    upload = made.json()
    sent = httpx.put(upload["url"], content=lines, headers=upload["headers"], timeout=30)
    assert sent.status_code == 200, sent.text
    asked = json.dumps({"upload": upload["upload"]}).encode()
    assert len(finished(modes, modes.post(asked, model=model))["predictions"]) == 3


def test_the_openapi_document_is_the_same_bytes_in_every_environment(modes: Local) -> None:
    """As test_demo.py asks of the environment `local`."""
    assert modes.get("/v1/openapi.json").text == committed_document()


def test_one_endpoint_has_many_models_and_is_asked_for_one_of_them_by_target(
    modes: Local, expected: list[Any]
) -> None:
    assert (
        modes.post(body(row()), model="learners", query="?target=starter").json()["predictions"] == expected
    )
    for query, status in (("", 400), ("?target=nobody", 404)):
        answer = modes.post(body(row()), model="learners", query=query)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    elsewhere = modes.post(body(row()), model="realtime", query="?target=starter")
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["field"]) == (400, "target")


def test_a_review_typed_in_vietnamese_or_english_is_read(modes: Local) -> None:
    asked = body({"text": "Hàng tốt, giao nhanh"}, {"text": "Waste of money"}, {"text": "Tạm được"})
    answer = finished(modes, modes.post(asked, model="reviews"))
    assert [each["label"] for each in answer["predictions"]] == ["positive", "negative", "neutral"]


def test_a_mock_says_that_it_is_one(modes: Local) -> None:
    assert modes.post(body(row()), model="mock").headers["x-lab2api-mock"] == "true"


def test_one_request_from_zero_wakes_the_component_and_is_answered_by_its_job(
    modes: Local, expected: list[Any]
) -> None:
    _asleep(modes)
    answer = modes.post(body(row()), model="component")
    assert answer.status_code == 202, answer.text
    assert finished(modes, answer)["predictions"] == expected


def test_from_zero_a_request_that_wants_an_answer_at_once_is_told_when_to_come_back(modes: Local) -> None:
    _asleep(modes)
    answer = modes.post(body(row()), model="component", query="?mode=sync")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert int(answer.headers["retry-after"]) > 0
    _until_copies(modes, 1)


def test_ten_requests_at_once_start_the_component_once_and_all_are_answered(modes: Local) -> None:
    before = _asleep(modes)
    answers: list[httpx.Response] = []
    rows = [body(row() | {"mean radius": 10.0 + number / 10}) for number in range(10)]
    threads = [
        threading.Thread(target=lambda sent=sent: answers.append(modes.post(sent, model="component")))
        for sent in rows
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Who comes after the copy is up is answered at once, so not all ten need a job.
    statuses = [answer.status_code for answer in answers]
    assert (len(statuses), set(statuses) - {200, 202}, 202 in statuses) == (10, set(), True)
    assert all(len(finished(modes, answer)["predictions"]) == 1 for answer in answers)
    started = _activities(modes) - before
    print(f"ten at once: {statuses.count(202)} jobs, {statuses.count(200)} answers, {started} start")
    assert started == 1
    described = modes.client("sagemaker").describe_inference_component(**COMPONENT)
    assert described["RuntimeConfig"]["CurrentCopyCount"] == 1


COMPONENT = {"InferenceComponentName": "modes-component"}


def _asleep(modes: Local) -> int:
    """Take the component's copies away, as a quiet quarter of an hour does; returns how often it scaled."""
    sagemaker = modes.client("sagemaker")
    sagemaker.update_inference_component_runtime_config(**COMPONENT, DesiredRuntimeConfig={"CopyCount": 0})
    _until_copies(modes, 0)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _wake_alarm(modes)["StateValue"] == "ALARM":
        assert time.monotonic() < deadline, "the alarm of the last wake still rings"
        time.sleep(0.2)
    return _activities(modes)


def _wake_alarm(modes: Local) -> dict[str, Any]:
    alarms = modes.client("cloudwatch").describe_alarms_for_metric(
        Namespace="AWS/SageMaker",
        MetricName="NoCapacityInvocationFailures",
        Dimensions=[{"Name": "InferenceComponentName", "Value": "modes-component"}],
    )["MetricAlarms"]
    return dict(alarms[0])


def _activities(modes: Local) -> int:
    found = modes.client("application-autoscaling").describe_scaling_activities(
        ServiceNamespace="sagemaker", ResourceId="inference-component/modes-component"
    )
    return len(found["ScalingActivities"])


def _until_copies(modes: Local, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    sagemaker = modes.client("sagemaker")
    while time.monotonic() < deadline:
        described = sagemaker.describe_inference_component(**COMPONENT)
        if described["RuntimeConfig"]["CurrentCopyCount"] == wanted:
            return
        time.sleep(0.2)
    raise AssertionError(f"not {wanted} copies after {PATIENCE_SECONDS:.0f} s")
