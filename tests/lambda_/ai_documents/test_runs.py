"""A job that comes anew, its record expired and the rest not yet, takes nothing of the old one."""

import pytest

from tests.lambda_.ai_documents.function import Function
from tests.lambda_.digitize.chain import Chain
from tests.lambda_.document_pages.memory import Memory
from tests.lambda_.document_pages.samples import PDF, tiff

KEY = {"headers": {"Idempotency-Key": "monday"}}
DAY = 24 * 3600


def expire(objects: Memory, *endings: str) -> None:
    """As the lifecycle does: what was written first goes first, the rest a day later."""
    for name in [name for name in objects.held if name.endswith(endings)]:
        del objects.held[name]


@pytest.fixture
def function() -> Function:
    return Function()


@pytest.mark.parametrize("finished", [True, False])
def test_another_document_under_the_same_key_gets_its_own_pages(function: Function, finished: bool) -> None:
    path = function.post(tiff(3), **KEY).headers["location"]  # type: ignore[arg-type]
    if finished:
        assert function.get(path).body["status"] == "succeeded"
    expire(function.objects, "job.json")
    function.now += DAY
    function.textract.pages = 2
    assert function.post(tiff(2), **KEY).headers["location"] == path  # type: ignore[arg-type]
    assert [page["text"] for page in function.get(path).body["pages"]] == ["Page 1", "Page 2"]
    names = [
        request["DocumentLocation"]["S3Object"]["Name"]
        for _, request in function.textract.asked
        if "DocumentLocation" in request
    ]
    assert function.objects.held[names[0]] == tiff(3)
    assert function.objects.held[names[1]] == tiff(2)
    assert len(function.textract.started) == 2


def test_the_same_document_is_read_anew_and_not_by_the_job_that_textract_has_forgotten(
    function: Function,
) -> None:
    path = function.post(tiff(3)).headers["location"]
    function.get(path)
    expire(function.objects, "job.json", "result.json")
    function.now += 8 * DAY
    function.post(tiff(3))
    assert function.get(path).body["status"] == "succeeded"
    assert len(function.textract.started) == 2


def test_a_chain_that_comes_anew_starts_its_own_job_of_textract() -> None:
    chain = Chain()
    first = chain.open(PDF, key="monday")
    chain.run(first)
    expire(chain.objects, "job.json")
    chain.now += DAY
    chain.textract.pages = 2
    second = chain.open(PDF + b" another", key="monday")
    assert (second.id, second.token) == (first.id, f"{first.id}-{int(chain.now)}")
    assert len(chain.run(second)["pages"]) == 2
    assert chain.textract.started == {first.token, second.token}


def test_pages_of_the_same_document_are_not_paid_for_again_when_its_job_comes_anew() -> None:
    chain = Chain()
    document = chain.upload("1.png")
    first = chain.run(chain.open(document))
    billed = chain.billed
    expire(chain.objects, "job.json", "result.json")
    chain.now += DAY
    assert chain.run(chain.open(document)) == first
    assert chain.billed == billed
