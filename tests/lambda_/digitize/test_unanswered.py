"""A call that broke off may have been billed: it is counted as that, and asked once more at the most."""

import json
from typing import Any

import pytest

from digitize.failures import ThrottledError, TimedOutError
from digitize.ledger import MOST_UNANSWERED
from document_pages.jobs import Job
from tests.lambda_.digitize.chain import Chain
from tests.lambda_.digitize.test_routes import Function
from tests.lambda_.document_pages.samples import PNG
from tests.lambda_.document_pages.services import refusal, timeout

TABLES = "textract:AnalyzeDocument.TABLES"
DELIVERIES = 5
"""More than the state machine makes."""


@pytest.fixture
def chain() -> Chain:
    return Chain()


@pytest.fixture
def job(chain: Chain) -> Job:
    return chain.open(chain.upload("1.png"), chain.upload("2.png"))


def slow(chain: Chain, operation: str, *, times: int = 99) -> None:
    left = iter(range(times))
    chain.textract.failing = chain.comprehend.failing = lambda asked, _: (
        timeout() if asked == operation and next(left, None) is not None else None
    )


def asked(service: Any, operation: str) -> int:
    return sum(name == operation for name, _ in service.asked)


def test_however_often_a_page_is_delivered_one_more_call_is_made(chain: Chain, job: Job) -> None:
    slow(chain, "analyze_document")
    for _ in range(DELIVERIES):
        with pytest.raises(TimedOutError):
            chain.step("page", job, page=1)
    assert asked(chain.textract, "analyze_document") == MOST_UNANSWERED == 2


def test_the_units_of_the_job_say_what_may_have_been_billed_for_a_page_that_failed(
    chain: Chain, job: Job
) -> None:
    slow(chain, "analyze_document", times=2)
    results = [chain.page(job, number) for number in (1, 1, 2)]
    chain.step("close", job, results=results[1:])
    result = chain.result(job)
    assert (result["status"], [page["page"] for page in result["failed"]]) == ("partial", [1])
    assert result["unanswered"] == {TABLES: 2}
    assert result["units"][TABLES] == 1


def test_a_page_that_succeeds_the_second_time_says_what_the_first_may_have_cost(
    chain: Chain, job: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    slow(chain, "analyze_document", times=1)
    assert "error" in chain.page(job, 1)
    measured = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["Operation"], line["Units"], line["UnansweredUnits"]) for line in measured] == [
        ("AnalyzeDocument.TABLES", 0, 1)
    ]
    result = chain.run(job)
    assert (result["status"], result["unanswered"]) == ("succeeded", {TABLES: 1})
    assert result["units"][TABLES] == 2


def test_what_was_paid_for_a_page_that_failed_later_is_in_the_units(chain: Chain, job: Job) -> None:
    slow(chain, "batch_detect_sentiment")
    results = [chain.page(job, number) for number in (1, 1, 2, 2)]
    chain.step("close", job, results=[results[0], results[2]])
    result = chain.result(job)
    assert result["status"] == "failed"
    assert result["units"][TABLES] == 2
    assert result["unanswered"]["comprehend:BatchDetectSentiment"] == 2 * 2 * 3


def test_a_throttled_call_was_not_billed_and_counts_for_nothing(chain: Chain, job: Job) -> None:
    chain.textract.failing = lambda *_: refusal("ThrottlingException")
    for _ in range(DELIVERIES):
        with pytest.raises(ThrottledError):
            chain.step("page", job, page=1)
    chain.textract.failing = lambda operation, request: None
    assert chain.run(job)["unanswered"] == {}


def test_a_page_with_an_idempotency_key_is_given_up_after_two_calls_and_says_so() -> None:
    function, headers = Function(), {"Idempotency-Key": "page-7"}
    slow(function.chain, "analyze_document")
    answers = [function.send(PNG, headers=headers) for _ in range(3)]
    assert [answer.status for answer in answers] == [504, 504, 504]
    assert [answer.headers.get("x-lab2api-unanswered") for answer in answers] == [
        f"{TABLES}=1", f"{TABLES}=1", None,
    ]  # fmt: skip
    assert [answer.headers["x-lab2api-units"] for answer in answers] == ["", "", ""]
    assert "may have been billed" in answers[2].body["detail"]
    assert asked(function.chain.textract, "analyze_document") == 2
