"""A dense page has the time it needs, and every answer comes before Lambda and API Gateway give up."""

import pytest

from ai_documents.reading import ALONE_SECONDS, PAIRED_SECONDS
from digitize.page_services import TEXT_SECONDS, TEXTRACT_SECONDS
from document_pages import collecting
from http_api.aws_calls import CONNECT_SECONDS, ask_once
from http_api.retries import MARGIN_SECONDS
from stacks.constructs.rest_api import INTEGRATION_SECONDS
from stacks.document_chain import FUNCTION_SECONDS
from tests.lambda_.ai_documents.function import Function as Documents
from tests.lambda_.digitize.test_routes import Function as Digitize
from tests.lambda_.document_pages.samples import PNG
from tests.lambda_.document_pages.services import timeout

BEFORE_SECONDS = 3.0
"""To look an uploaded object up and to open a job."""

SLOWEST_PAGE_SECONDS = 19.0
"""A dense Vietnamese page in the local run, on two cores."""


@pytest.mark.parametrize("seconds", [ALONE_SECONDS, 2 * PAIRED_SECONDS, TEXTRACT_SECONDS + TEXT_SECONDS])
def test_the_calls_of_a_request_fit_before_the_function_and_the_gateway_give_up(seconds: float) -> None:
    assert seconds + MARGIN_SECONDS < FUNCTION_SECONDS < INTEGRATION_SECONDS


@pytest.mark.parametrize("seconds", [ALONE_SECONDS, TEXTRACT_SECONDS])
def test_a_dense_page_is_waited_for_and_the_first_call_can_still_start(seconds: float) -> None:
    waits = ask_once(attempt_seconds=seconds)
    assert waits.read_timeout == seconds - CONNECT_SECONDS > SLOWEST_PAGE_SECONDS
    assert waits.retries == {"mode": "standard", "total_max_attempts": 1}
    assert BEFORE_SECONDS + seconds + MARGIN_SECONDS < FUNCTION_SECONDS


def test_after_the_slowest_page_there_is_time_for_the_text() -> None:
    assert FUNCTION_SECONDS - SLOWEST_PAGE_SECONDS - BEFORE_SECONDS > TEXT_SECONDS + MARGIN_SECONDS


def test_a_piece_that_may_be_asked_for_has_the_time_to_be_asked_for() -> None:
    assert collecting.CALL_SECONDS + MARGIN_SECONDS < collecting.MARGIN_SECONDS


@pytest.mark.parametrize("features", ["text", "tables,forms", "expense", "text,expense"])
def test_a_document_that_ran_into_its_timeout_is_not_asked_for_again(features: str) -> None:
    function = Documents()
    function.textract.failing = lambda *_: timeout()
    assert function.post(PNG, query={"features": features}).status == 504
    assert len(function.textract.asked) == 1


def test_a_page_that_ran_into_its_timeout_is_not_asked_for_again() -> None:
    function = Digitize()
    function.chain.textract.failing = lambda *_: timeout()
    assert function.send(PNG).status == 504
    assert len(function.chain.textract.asked) == 1


@pytest.mark.parametrize(
    ("features", "needed"),
    [("text", ALONE_SECONDS), ("expense", ALONE_SECONDS), ("text,expense", PAIRED_SECONDS)],
)
def test_a_call_starts_with_its_whole_time_left_and_not_with_less(features: str, needed: float) -> None:
    least = int((needed + MARGIN_SECONDS) * 1000)
    for left_ms, status in ((least, 200), (least - 1, 504)):
        function = Documents()
        answer = function.post(PNG, query={"features": features}, left_ms=left_ms)
        assert (answer.status, bool(function.textract.asked)) == (status, status == 200)


def test_a_job_is_looked_at_with_the_margin_left_though_no_page_could_be_read() -> None:
    function = Documents()
    path = function.post(PNG, query={"mode": "async"}).headers["location"]
    function.textract.pages = 1
    left_ms = int(collecting.MARGIN_SECONDS * 1000) + 1
    assert function.get(path, left_ms=left_ms).body["status"] == "succeeded"
