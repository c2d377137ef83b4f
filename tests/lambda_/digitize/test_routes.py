"""POST /v1/ai/digitize on API Gateway's events."""

from dataclasses import dataclass, field

import pytest

from digitize.routes import DigitizeRoutes
from digitize.settings import Settings
from document_pages.jobs import Job
from http_api.prices import read_prices
from tests.lambda_.digitize.chain import Chain
from tests.lambda_.document_pages.gateway import Answer, event, send, telemetry
from tests.lambda_.document_pages.memory import OURS, tag
from tests.lambda_.document_pages.samples import PDF, PNG, pdf, tiff
from tests.lambda_.document_pages.services import refusal

PATH = "/v1/ai/digitize"


@dataclass
class Function:
    """The routes over the fakes of the chain, and the jobs whose state machine was started."""

    chain: Chain = field(default_factory=Chain)
    started: list[Job] = field(default_factory=list)

    def send(self, body: bytes | object, *, limit: int = 1000, **more: object) -> Answer:
        routes = DigitizeRoutes(
            settings=Settings(
                environment="dev",
                bucket="documents",
                state_machine="arn:aws:states:us-east-1:000000000000:stateMachine:chain",
                max_pages=300,
                max_body_bytes=limit,
            ),
            prices=read_prices(),
            telemetry=telemetry(),
            objects=self.chain.objects,
            find=self.chain.objects.find,
            clients=self.chain.clients,
            start=self.started.append,
            now=lambda: self.chain.now,
        )
        return send(routes, event("POST", PATH, body, **more))  # type: ignore[arg-type]


@pytest.fixture
def function() -> Function:
    return Function()


def test_a_page_is_answered_at_once_with_all_that_is_known(function: Function) -> None:
    answer = function.send(PNG, query={"target": "vi"})
    assert answer.status == 200
    (page,) = answer.body["pages"]
    assert page["text"] == "Dear Anna, all is well."
    assert page["redacted"] == "Dear [NAME], all is well."
    assert page["translation"] == {"target": "vi", "text": "vi: Dear Anna, all is well. ẹ"}
    assert page["analysis"] == {"language": "en", "of": "text", "text": None}
    assert function.started == []


def test_the_answer_says_what_it_cost_and_who_stood_in(function: Function) -> None:
    headers = function.send(PNG, query={"target": "vi"}).headers
    assert "textract:AnalyzeDocument.TABLES=1" in headers["x-lab2api-units"]
    assert float(headers["x-lab2api-price-usd"]) > 0.015
    assert headers["x-lab2api-stand-in"] == "a fake"
    assert headers["x-request-id"] == "request-1"


def test_a_vietnamese_page_is_analyzed_in_its_translation_and_redacted_in_itself(function: Function) -> None:
    function.chain.comprehend.language = "vi"
    function.chain.textract.text = "Căn cước 001093012345 của Lan, rất hài lòng."
    (page,) = function.send(PNG).body["pages"]
    assert page["analysis"] == {"language": "en", "of": "translation", "text": None}
    assert page["redacted"] == "Căn cước [VN_CITIZEN_ID] của Lan, rất hài lòng."


def test_a_language_that_only_translate_knows_is_analyzed_in_a_translation_made_for_it(
    function: Function,
) -> None:
    function.chain.comprehend.language = "vi"
    (page,) = function.send(PNG, query={"target": "ru"}).body["pages"]
    assert page["analysis"]["of"] == "pivot"
    assert page["analysis"]["text"].startswith("en: ")


def test_a_language_that_nothing_knows_is_told_in_a_note(function: Function) -> None:
    function.chain.comprehend.language = "la"
    (page,) = function.send(PNG).body["pages"]
    assert page["sentiment"] is page["translation"] is None
    assert len(page["notes"]) == 2


def test_a_page_without_text_costs_no_text_service(function: Function) -> None:
    function.chain.textract.text = ""
    (page,) = function.send(PNG).body["pages"]
    assert page["notes"] == ["The page has no text."]
    assert function.chain.comprehend.asked == []


def test_many_pages_become_a_job(function: Function) -> None:
    answer = function.send(tiff(3), content_type="image/tiff")
    assert answer.status == 202
    (job,) = function.started
    assert answer.headers["location"] == f"/v1/jobs/{job.id}" == answer.body["href"]
    assert answer.headers["retry-after"] == "5"
    assert function.chain.objects.held[job.run_name("source.tiff")] == tiff(3)
    assert function.chain.billed == 0


def test_a_pdf_that_textract_finds_more_than_one_page_in_becomes_a_job(function: Function) -> None:
    function.chain.textract.failing = lambda *_: refusal("UnsupportedDocumentException")
    assert function.send(PDF, content_type="application/pdf").status == 202
    assert function.send(PDF, query={"mode": "sync"}).status == 400


def test_page_images_in_the_bucket_become_a_job_in_their_order(function: Function) -> None:
    for name in ("b.png", "a.png"):
        function.chain.upload(name)
    uris = [f"s3://documents/{OURS}{name}" for name in ("b.png", "a.png")]
    assert function.send({"s3_uris": uris}).status == 202
    assert [one.name for one in function.started[0].sources] == [f"{OURS}b.png", f"{OURS}a.png"]
    assert [one.version for one in function.started[0].sources] == [tag(PNG), tag(PNG)]
    assert not function.started[0].whole


def test_the_same_request_again_finds_its_job(function: Function) -> None:
    first = function.send(tiff(2))
    function.chain.now += 60
    assert function.send(tiff(2)).headers["location"] == first.headers["location"]
    assert function.started[0].token == function.started[1].token


def test_a_page_with_an_idempotency_key_is_paid_for_once(function: Function) -> None:
    headers = {"Idempotency-Key": "page-7"}
    first = function.send(PNG, headers=headers)
    billed = function.chain.billed
    again = function.send(PNG, headers=headers)
    assert again.body["pages"] == first.body["pages"]
    assert function.chain.billed == billed
    assert again.headers["x-lab2api-price-usd"] == "0.000000000"


def test_a_key_that_was_used_for_another_page_is_refused(function: Function) -> None:
    headers = {"Idempotency-Key": "page-7"}
    function.send(PNG, headers=headers)
    answer = function.send(PNG + b"2", headers=headers)
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "Idempotency-Key")


@pytest.mark.parametrize(
    ("body", "more", "status", "field"),
    [
        (b"GIF89a", {}, 415, None),
        (PNG + b"x" * 1000, {}, 413, None),
        (PNG, {"query": {"target": "xx"}}, 400, "target"),
        (PNG, {"query": {"mode": "soon"}}, 400, "mode"),
        (tiff(2), {"query": {"mode": "sync"}}, 400, "mode"),
        (PNG, {"headers": {"Accept": "text/html"}}, 406, None),
        (PNG, {"headers": {"Idempotency-Key": ""}}, 400, "Idempotency-Key"),
        ({"s3_uri": "s3://other/uploads/x"}, {}, 400, "s3_uri"),
        ({"s3_uri": 7}, {}, 400, "s3_uri"),
        ({"s3_uris": []}, {}, 400, "s3_uris"),
        ({"s3_uri": f"s3://documents/{OURS}x", "extra": 1}, {}, 400, "body"),
    ],
)
def test_what_cannot_be_digitized_is_refused_before_anything_is_paid_for(
    function: Function, body: bytes | object, more: dict[str, object], status: int, field: str | None
) -> None:
    answer = function.send(body, **more)  # type: ignore[arg-type]
    assert answer.status == status, answer.body
    assert [error["field"] for error in answer.body.get("errors", [])] == ([field] if field else [])
    assert function.chain.textract.asked == []


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 429),
        ("ProvisionedThroughputExceededException", 429),
        ("InternalServerError", 503),
        ("BadDocumentException", 400),
        ("AccessDeniedException", 502),
    ],
)
def test_what_textract_says_becomes_a_problem_without_a_secret(
    function: Function, code: str, status: int
) -> None:
    function.chain.textract.failing = lambda *_: refusal(code)
    answer = function.send(PNG)
    assert answer.status == status
    assert ("retry-after" in answer.headers) == (status in (429, 502, 503, 504))
    assert "arn:" not in str(answer.body)
    assert len(function.chain.textract.asked) <= 3


def test_where_nothing_stands_in_the_answer_is_501(function: Function) -> None:
    function.chain.textract.failing = lambda *_: refusal("NotEmulatedLocally")
    assert function.send(PNG).status == 501


def test_a_request_that_is_at_work_already_is_asked_to_come_again(function: Function) -> None:
    answers: list[Answer] = []
    headers = {"Idempotency-Key": "page-7"}

    def deliver_again(operation: str, _: object) -> None:
        if operation == "analyze_document" and not answers:
            answers.append(function.send(PNG, headers=headers))

    function.chain.textract.failing = deliver_again
    assert function.send(PNG, headers=headers).status == 200
    assert (answers[0].status, answers[0].headers["retry-after"]) == (503, "5")
    assert function.chain.textract.answered["analyze_document"] == 1


@pytest.mark.parametrize("pages", [300, 301])
def test_a_document_of_too_many_pages_is_refused_before_anything_is_paid_for(
    function: Function, pages: int
) -> None:
    answer = function.send(pdf(pages), query={"mode": "async"})
    assert answer.status == (202 if pages <= 300 else 400)
    assert len(function.started) == (pages <= 300)


def test_a_pdf_whose_pages_cannot_be_counted_starts_no_chain(function: Function) -> None:
    assert function.send(b"%PDF-1.7", query={"mode": "async"}).status == 400
    assert function.started == []


def test_a_failed_job_is_started_anew_by_the_same_request(function: Function) -> None:
    function.send(tiff(2))
    (failed,) = function.started
    function.chain.step("abandon", failed, error="TimedOutError")
    function.send(tiff(2))
    assert function.started[1].token != failed.token
    assert function.started[1].id != failed.id


def test_a_key_keeps_its_page_paid_for_long_after_a_job_would_have_ended(function: Function) -> None:
    headers = {"Idempotency-Key": "page-7"}
    function.send(PNG, headers=headers)
    billed = function.chain.billed
    function.chain.now += 24 * 3600
    assert function.send(PNG, headers=headers).status == 200
    assert function.chain.billed == billed


@pytest.mark.parametrize(
    "junk",
    [
        {"ResultList": [], "ErrorList": [{"Index": 0, "ErrorCode": "INTERNAL_SERVER_EXCEPTION"}]},
        {"ResultList": [], "ErrorList": []},
        {"ResultList": [{"Index": 0}]},
        {"ResultList": "junk"},
    ],
)
@pytest.mark.parametrize("operation", ["batch_detect_dominant_language", "batch_detect_sentiment"])
def test_an_answer_that_cannot_be_used_is_a_502_and_is_not_kept(
    function: Function, operation: str, junk: dict[str, object]
) -> None:
    headers = {"Idempotency-Key": "page-7"}

    def answer(**_: object) -> dict[str, object]:
        return junk

    answer.__name__ = operation
    setattr(function.chain.comprehend, operation, answer)
    assert function.send(PNG, headers=headers).status == 502
    delattr(function.chain.comprehend, operation)
    assert function.send(PNG, headers=headers).status == 200
    assert function.chain.textract.answered["analyze_document"] == 1
