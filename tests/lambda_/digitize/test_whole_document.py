"""A document of many pages in one file goes through Textract's asynchronous job once."""

import pytest

from digitize.failures import TooManyPagesError, UnreadablePageError
from document_pages.jobs import Job
from tests.lambda_.digitize.chain import Chain
from tests.lambda_.document_pages.samples import PDF


@pytest.fixture
def chain() -> Chain:
    return Chain()


@pytest.fixture
def job(chain: Chain) -> Job:
    return chain.open(PDF, target="en")


def test_the_state_machine_is_told_to_wait_while_textract_reads(chain: Chain, job: Job) -> None:
    chain.textract.running = 1
    assert chain.step("open", job) == {"job": job.id, "ready": False, "pages": []}
    assert chain.step("open", job) == {"job": job.id, "ready": True, "pages": [1, 2, 3]}
    assert chain.textract.answered["start_document_analysis"] == 1


def test_every_page_keeps_its_own_text(chain: Chain, job: Job) -> None:
    result = chain.run(job)
    assert [page["text"] for page in result["pages"]] == ["Page 1", "Page 2", "Page 3"]
    assert result["units"]["textract:StartDocumentAnalysis.TABLES"] == 3


def test_a_page_that_textract_warns_of_is_reported_by_number(chain: Chain, job: Job) -> None:
    chain.textract.unreadable = (2,)
    result = chain.run(job)
    assert result["status"] == "partial"
    assert [page["page"] for page in result["failed"]] == [2]
    assert [page["page"] for page in result["pages"]] == [1, 3]


def test_an_open_that_ran_out_of_time_goes_on_where_it_was(chain: Chain, job: Job) -> None:
    left = iter([28.0, 28.0, 28.0, 28.0, 28.0, 0.0])
    steps = chain.steps
    assert not steps.handle({"step": "open", "job": job.id}, remaining=lambda: next(left, 0.0))["ready"]
    read = chain.textract.answered["get_document_analysis"]
    assert 0 < read < 3
    chain.run(job)
    assert chain.textract.answered["get_document_analysis"] == 3


def test_a_redelivered_open_starts_no_second_job(chain: Chain, job: Job) -> None:
    chain.run(job)
    asked = len(chain.textract.asked)
    chain.objects.held.pop(job.run_name("started", "analysis"))
    chain.step("open", job)
    assert len(chain.textract.asked) == asked
    assert chain.textract.started == {job.token}


def test_a_document_of_too_many_pages_is_given_up_and_what_was_billed_is_measured_once(
    chain: Chain, job: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    chain.textract.pages = 301
    for _ in range(2):
        with pytest.raises(TooManyPagesError):
            chain.step("open", job)
    assert capsys.readouterr().out.count('"Units":301') == 1


def test_a_page_that_is_not_there_is_no_reason_to_try_again(chain: Chain, job: Job) -> None:
    chain.step("open", job)
    with pytest.raises(UnreadablePageError):
        chain.step("page", job, page=9)
