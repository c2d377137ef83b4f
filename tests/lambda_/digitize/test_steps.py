"""The chain survives what services do: the other pages finish, and no answer is paid for twice."""

from typing import Any

import pytest

from digitize.failures import PageBusyError, ThrottledError, TimedOutError
from document_pages.jobs import Job
from tests.lambda_.digitize.chain import Chain
from tests.lambda_.document_pages.memory import OURS
from tests.lambda_.document_pages.samples import PNG
from tests.lambda_.document_pages.services import refusal, timeout

PAGES = 4
CALLS_A_PAGE = 6
"""Textract, language, translation, personal data, sentiment, entities."""


@pytest.fixture
def chain() -> Chain:
    return Chain()


@pytest.fixture
def job(chain: Chain) -> Job:
    return chain.open(*[chain.upload(f"{number}.png") for number in range(1, PAGES + 1)])


def about(request: dict[str, Any], number: int) -> bool:
    return request.get("Document", {}).get("S3Object", {}).get("Name") == f"{OURS}{number}.png"


def test_every_page_is_in_the_result_in_order_with_everything_that_is_known(chain: Chain, job: Job) -> None:
    result = chain.run(job)
    assert result["status"] == "succeeded"
    assert [page["page"] for page in result["pages"]] == [1, 2, 3, 4]
    page = result["pages"][0]
    assert page["text"] == "1.png"
    assert page["tables"] == [{"rows": [["a", "b"], ["1", "2"]], "confidence": 91.0}]
    assert page["language"]["code"] == "en"
    assert page["translation"] == {"target": "vi", "text": "vi: 1.png ẹ"}
    assert page["sentiment"]["sentiment"] == "positive"
    assert page["redacted"] == "1.png"
    assert chain.billed == PAGES * CALLS_A_PAGE


def test_a_poisoned_page_is_reported_by_number_and_the_others_finish(chain: Chain, job: Job) -> None:
    chain.textract.failing = lambda _, request: refusal("BadDocumentException") if about(request, 3) else None
    result = chain.run(job)
    assert result["status"] == "partial"
    assert [page["page"] for page in result["pages"]] == [1, 2, 4]
    assert [(page["page"], page["error"]) for page in result["failed"]] == [(3, "UnreadablePageError")]
    assert "arn:" not in str(result)


@pytest.mark.parametrize(
    ("failure", "error"),
    [(refusal("ProvisionedThroughputExceededException"), ThrottledError), (timeout(), TimedOutError)],
)
def test_a_page_that_fails_once_ends_in_an_error_the_state_machine_tries_again(
    chain: Chain, job: Job, failure: Exception, error: type[Exception]
) -> None:
    chain.textract.failing = lambda _, request: failure if about(request, 2) else None
    with pytest.raises(error):
        chain.step("page", job, page=2)
    chain.textract.failing = lambda operation, request: None
    assert chain.run(job)["status"] == "succeeded"


def test_a_page_that_failed_late_goes_on_where_it_was(chain: Chain, job: Job) -> None:
    chain.comprehend.failing = lambda operation, _: (
        refusal("ThrottlingException") if operation == "batch_detect_sentiment" else None
    )
    with pytest.raises(ThrottledError):
        chain.step("page", job, page=1)
    before = dict(chain.textract.answered | chain.translate.answered)
    chain.comprehend.failing = lambda operation, request: None
    chain.step("page", job, page=1)
    assert dict(chain.textract.answered | chain.translate.answered) == before
    assert chain.billed == CALLS_A_PAGE


def test_a_redelivered_message_does_no_second_paid_call(chain: Chain, job: Job) -> None:
    first = chain.run(job)
    asked = chain.billed, len(chain.textract.asked)
    assert chain.run(job) == first
    assert (chain.billed, len(chain.textract.asked)) == asked


def test_a_message_redelivered_while_the_first_is_at_work_is_sent_away(chain: Chain, job: Job) -> None:
    def deliver_again(operation: str, _: dict[str, Any]) -> None:
        if operation == "analyze_document" and len(chain.textract.asked) == 1:
            with pytest.raises(PageBusyError):
                chain.step("page", job, page=1)

    chain.textract.failing = deliver_again
    chain.step("page", job, page=1)
    assert chain.billed == CALLS_A_PAGE


def test_a_claim_of_a_function_that_was_killed_runs_out(chain: Chain, job: Job) -> None:
    chain.objects.held[f"{job.page_folder(1)}claim"] = b'{"until": 1035.0}'
    with pytest.raises(PageBusyError):
        chain.step("page", job, page=1)
    chain.now = 1036.0
    assert chain.step("page", job, page=1) == {"page": 1}


def test_the_same_request_finds_the_same_job_and_another_callers_is_another(chain: Chain) -> None:
    document = chain.upload("1.png")
    job = chain.open(document)
    chain.now += 60
    assert chain.open(document) == job
    assert chain.open(document, target="fr").id != job.id


def test_the_key_names_the_job_whatever_the_clock_says(chain: Chain) -> None:
    job = chain.open(PNG, key="order-66")
    chain.now += 3600
    assert chain.open(PNG, key="order-66") == job
    assert chain.open(PNG).id != job.id


def test_the_units_of_a_job_are_those_that_were_billed(chain: Chain, job: Job) -> None:
    result = chain.run(job)
    assert result["units"]["textract:AnalyzeDocument.TABLES"] == PAGES
    assert result["units"]["translate:TranslateText"] == PAGES * len("1.png")
    assert result["stand_ins"] == ["a fake"]


def test_use_is_measured_once_for_the_client_who_opened_the_job(
    chain: Chain, job: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    chain.run(job)
    first = capsys.readouterr().out
    assert first.count('"ApiKeyId":"key-1"') == first.count("\n") == PAGES * CALLS_A_PAGE
    chain.run(job)
    assert capsys.readouterr().out == ""


def test_an_abandoned_job_says_so(chain: Chain, job: Job) -> None:
    chain.step("abandon", job, error="TooManyPagesError")
    assert chain.result(job)["error"] == "The document has more pages than a job takes."
    assert chain.result(job)["status"] == "failed"


def test_when_no_time_is_left_nothing_is_asked(chain: Chain, job: Job) -> None:
    chain.left = 5.0
    with pytest.raises(TimedOutError):
        chain.step("page", job, page=1)
    assert chain.textract.asked == []


def test_another_document_under_the_same_job_never_finds_the_old_pages(chain: Chain, job: Job) -> None:
    other = job.model_copy(update={"fingerprint": "f" * 64})
    assert other.page_folder(1) != job.page_folder(1)
