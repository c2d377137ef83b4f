"""GET /v1/jobs/{id}: how a job stands, for the client who opened it, until it expires."""

import json

import pytest

from document_pages.jobs import Job
from document_pages.results import Result, keep
from tests.lambda_.ai_documents.function import Function
from tests.lambda_.document_pages.samples import tiff
from tests.lambda_.document_pages.services import refusal, timeout

UNKNOWN = f"/v1/jobs/{'0' * 32}"


@pytest.fixture
def function() -> Function:
    return Function()


def opened(function: Function, **more: object) -> str:
    answer = function.post(tiff(3), **more)  # type: ignore[arg-type]
    assert (answer.status, answer.headers["retry-after"]) == (202, "5")
    assert answer.headers["location"] == answer.body["href"]
    return answer.headers["location"]


def test_a_job_runs_and_then_has_every_page(function: Function) -> None:
    function.textract.running = 1
    path = opened(function)
    running = function.get(path)
    assert (running.body["status"], running.headers["retry-after"]) == ("running", "5")
    done = function.get(path).body
    assert done["status"] == "succeeded"
    assert [page["text"] for page in done["pages"]] == ["Page 1", "Page 2", "Page 3"]
    assert done["usage"] == {
        "units": {"textract:StartDocumentTextDetection": 3},
        "unanswered": {},
        "price_usd": "0.004500000",
    }


def test_use_is_told_once_and_the_result_is_not_read_again(function: Function) -> None:
    answer = function.post(tiff(3))
    assert answer.headers["x-lab2api-units"] == "textract:StartDocumentTextDetection=3"
    assert function.post(tiff(3)).headers["x-lab2api-units"] == ""
    path = answer.headers["location"]
    assert function.get(path).headers["x-lab2api-units"] == ""
    asked = len(function.textract.asked)
    again = function.get(path)
    assert again.headers["x-lab2api-units"] == ""
    assert again.headers["x-lab2api-stand-in"] == "a fake"
    assert len(function.textract.asked) == asked


def test_the_same_document_again_starts_nothing_new(function: Function) -> None:
    assert opened(function) == opened(function)
    assert function.textract.answered["start_document_text_detection"] == 1


def test_a_start_that_was_cut_off_is_joined_by_the_next(function: Function) -> None:
    path = opened(function)
    (started,) = [name for name in function.objects.held if name.endswith("/started/blocks")]
    function.objects.held.pop(started)
    function.get(path)
    assert len(function.textract.started) == 1


def test_tables_and_receipts_come_from_two_jobs_of_textract(function: Function) -> None:
    function.textract.pages = 2
    path = opened(function, query={"features": "tables,expense"})
    pages = function.get(path).body["pages"]
    assert [page["expenses"] != [] for page in pages] == [False, True]
    assert len(function.textract.started) == 2
    assert {name for name in function.textract.answered if name.startswith("start")} == {
        "start_document_analysis",
        "start_expense_analysis",
    }


def test_a_page_that_textract_could_not_read_is_reported_by_number(function: Function) -> None:
    function.textract.unreadable = (2,)
    body = function.get(opened(function)).body
    assert body["status"] == "partial"
    assert [page["page"] for page in body["failed"]] == [2]
    assert [page["page"] for page in body["pages"]] == [1, 3]


@pytest.mark.parametrize("id_", ["0" * 32, "x", "../secret", "0" * 31 + "%00"])
def test_an_unknown_job_is_a_404(function: Function, id_: str) -> None:
    assert function.get(f"/v1/jobs/{id_}").status == 404


def test_a_job_of_another_client_is_a_404(function: Function) -> None:
    assert function.get(opened(function), caller="key-2").status == 404


def test_two_clients_with_the_same_document_have_two_jobs(function: Function) -> None:
    assert opened(function) != opened(function, caller="key-2")


def test_a_job_that_nobody_works_on_any_more_has_failed(function: Function) -> None:
    function.textract.running = 99
    path = opened(function)
    function.now += 7 * 24 * 3600
    assert function.get(path).body["status"] == "failed"


def test_a_throttled_look_is_a_429_and_the_job_goes_on(function: Function) -> None:
    path = opened(function)
    function.textract.failing = lambda *_: refusal("ThrottlingException")
    assert function.get(path).status == 429
    function.textract.failing = lambda operation, request: None
    assert function.get(path).body["status"] == "succeeded"


def test_what_does_not_fit_one_answer_is_on_the_next(function: Function) -> None:
    path = opened(function)
    job = Job.model_validate_json(function.objects.held[f"jobs/{path.rpartition('/')[2]}/job.json"])
    large = "x" * 3_000_000
    pages = tuple({"page": number, "text": large} for number in (1, 2, 3))
    keep(function.objects, job, Result(status="succeeded", pages=pages))
    first = function.get(path).body
    assert [page["page"] for page in first["pages"]] == [1]
    assert first["next"] == f"{path}?from=2"
    assert len(json.dumps(first)) < 6_000_000
    rest = function.get(path, query={"from": "3"}).body
    assert [page["page"] for page in rest["pages"]] == [3]
    assert rest["next"] is None


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e3", "9" * 9])
def test_a_wrong_page_number_is_named(function: Function, value: str) -> None:
    answer = function.get(UNKNOWN, query={"from": value})
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "from")


def test_a_failed_job_is_opened_anew_by_the_same_request(function: Function) -> None:
    path = opened(function)
    function.textract.get_document_text_detection = lambda **_: {"JobStatus": "FAILED"}  # type: ignore[method-assign]
    assert function.get(path).body["status"] == "failed"
    del function.textract.get_document_text_detection
    again = opened(function)
    assert again != path
    assert function.get(again).body["status"] == "succeeded"
    assert opened(function) == again
    assert function.textract.answered["start_document_text_detection"] == 2


def test_a_job_that_ran_out_of_time_is_opened_anew_and_a_finished_one_is_not(function: Function) -> None:
    path = opened(function, headers={"Idempotency-Key": "a"})
    done = opened(function, headers={"Idempotency-Key": "b"})
    function.get(done)
    function.now += 7 * 24 * 3600
    assert opened(function, headers={"Idempotency-Key": "a"}) != path
    assert opened(function, headers={"Idempotency-Key": "b"}) == done


def test_a_document_that_fails_every_time_is_refused_in_the_end(function: Function) -> None:
    for _ in range(10):
        opened(function)
        function.now += 7 * 24 * 3600
    answer = function.post(tiff(3))
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "body")


@pytest.mark.parametrize("left_ms", [10_000, 9_000, 6_600, 6_000, 100])
def test_a_look_with_little_time_left_says_running_and_not_late(function: Function, left_ms: int) -> None:
    path = opened(function)
    answer = function.get(path, left_ms=left_ms)
    assert (answer.status, answer.body["status"]) == (200, "succeeded" if left_ms == 10_000 else "running")
    assert function.get(path).body["status"] == "succeeded"


def test_a_look_that_textract_answers_too_late_says_running(function: Function) -> None:
    path = opened(function)
    function.textract.failing = lambda *_: timeout()
    assert function.get(path).body["status"] == "running"
