"""A job of any size: each look reads a few pieces and goes on where the one before has ended."""

from collections import Counter

import pytest

from ai_documents.cutting import PAGES_AT_ONCE
from document_pages.collecting import MARGIN_SECONDS, MOST_PIECES
from document_pages.jobs import read_job
from http_api.metered import Work
from http_api.usage import Usage
from tests.lambda_.ai_documents.function import Function
from tests.lambda_.document_pages.samples import tiff

PAGES = 95
"""One piece each, as the fake of Textract answers."""


@pytest.fixture
def function() -> Function:
    made = Function()
    made.textract.pages = PAGES
    return made


def looks(function: Function, path: str, *, left_ms: int = 28_000) -> list[int]:
    """Look until the job is done; return how many pieces each look has asked Textract for."""
    asked = []
    for _ in range(4 * PAGES):
        before = function.textract.answered["get_document_text_detection"]
        answer = function.get(path, left_ms=left_ms)
        assert answer.status == 200
        asked.append(function.textract.answered["get_document_text_detection"] - before)
        if answer.body["status"] != "running":
            assert [page["text"] for page in answer.body["pages"]] == [
                f"Page {n}" for n in range(1, PAGES + 1)
            ]
            return asked
    raise AssertionError("never done")


def test_no_look_asks_for_more_than_a_few_pieces_and_none_twice(function: Function) -> None:
    asked = looks(function, function.post(tiff(PAGES)).headers["location"])
    assert max(asked) == MOST_PIECES
    assert sum(asked) == PAGES


def test_every_piece_is_read_back_a_few_times_however_large_the_job(function: Function) -> None:
    path = function.post(tiff(PAGES)).headers["location"]
    looks(function, path)
    reads = Counter(name for name in function.objects.reads if "/pieces/" in name)
    assert max(reads.values()) <= 3, reads.most_common(3)


def test_a_look_without_time_to_cut_stops_and_the_next_goes_on(function: Function) -> None:
    """The time left shrinks with each object that is read, as it does where S3 takes its time."""
    path = function.post(tiff(PAGES)).headers["location"]
    for _ in range(PAGES // MOST_PIECES):
        function.get(path)
    job = read_job(function.objects, path.rpartition("/")[2])
    reads, status = [], "running"  # type: list[int], str
    while status == "running":
        before = len(function.objects.reads)

        def remaining(before: int = before) -> float:
            return MARGIN_SECONDS + 10 - 0.5 * (len(function.objects.reads) - before)

        status = function.many_pages.follow(job, work=Work(remaining=remaining, usage=Usage())).status
        reads.append(len(function.objects.reads) - before)
    assert (status, len(reads) > 3) == ("succeeded", True)
    assert max(reads) <= 20 + PAGES_AT_ONCE + 2
    assert len(function.get(path).body["pages"]) == PAGES
