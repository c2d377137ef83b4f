"""Textract's limits, and ours, hold at the byte, the page and the character, before anything is paid for."""

import json

import pytest

from ai_documents.finished import MOST_ANSWER_BYTES, page_window
from digitize.failures import TooManyPagesError
from document_pages import limits
from document_pages.source import from_object
from http_api.problems import ProblemError
from http_api.text_limits import PII_BYTES
from http_api.uploads import Upload
from tests.lambda_.ai_documents.function import Function as Documents
from tests.lambda_.digitize.chain import Chain
from tests.lambda_.digitize.test_routes import Function as Digitize
from tests.lambda_.document_pages.memory import OURS, Memory
from tests.lambda_.document_pages.samples import JPEG, PDF, PNG, tiff

MULTIPLE = tiff(2)


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_a_body_of_the_limit_is_digitized_and_a_byte_more_is_not(extra: int) -> None:
    function = Digitize()
    answer = function.send(PNG.ljust(1000 + extra, b"x"))
    assert answer.status == (413 if extra > 0 else 200)
    assert (function.chain.billed > 0) == (extra <= 0)


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_an_object_of_the_synchronous_limit_is_answered_at_once_and_a_larger_one_is_a_job(extra: int) -> None:
    documents, digitize, asked = Documents(), Digitize(), {"s3_uri": f"s3://documents/{OURS}a.png"}
    data = PNG.ljust(limits.MOST_BYTES_SYNCHRONOUS + extra, b"x")
    documents.objects.held[f"{OURS}a.png"] = digitize.chain.objects.held[f"{OURS}a.png"] = data
    expected = 202 if extra > 0 else 200
    assert (documents.post(asked).status, digitize.send(asked).status) == (expected, expected)


@pytest.mark.parametrize("extra", [-1, 0, 1])
@pytest.mark.parametrize(
    ("head", "most"),
    [
        (PNG, limits.MOST_BYTES_STORED_IMAGE),
        (JPEG, limits.MOST_BYTES_STORED_IMAGE),
        (PDF, limits.MOST_BYTES_STORED_PDF),
        (MULTIPLE, limits.MOST_BYTES_STORED_PDF),
    ],
)
def test_an_object_of_the_limit_of_its_format_is_taken_and_a_byte_more_is_not(
    head: bytes, most: int, extra: int
) -> None:
    def find(address: str) -> Upload:
        return Upload(bucket="documents", key=f"{OURS}a", version="1", size=most + extra, head=head)

    if extra > 0:
        with pytest.raises(ProblemError, match=f"has {most + 1} bytes, Textract takes {most}"):
            from_object(f"s3://documents/{OURS}a", find=find, objects=Memory())
    else:
        assert from_object(f"s3://documents/{OURS}a", find=find, objects=Memory()).size == most + extra


@pytest.mark.parametrize("pages", [limits.MOST_PAGES - 1, limits.MOST_PAGES, limits.MOST_PAGES + 1])
def test_a_job_takes_the_most_pages_and_not_one_more(pages: int) -> None:
    function, chain = Digitize(), Chain()
    function.chain.upload("a.png")
    answer = function.send({"s3_uris": [f"s3://documents/{OURS}a.png"] * pages}, limit=100_000)
    chain.textract.pages = pages
    job = chain.open(PDF)
    if pages <= limits.MOST_PAGES:
        assert answer.status == 202
        assert chain.opened(job)["pages"] == list(range(1, pages + 1))
        return
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "s3_uris")
    with pytest.raises(TooManyPagesError):
        chain.step("open", job)


@pytest.mark.parametrize("length", [1, 254, 255, 256])
def test_an_idempotency_key_may_have_255_characters_and_not_one_more(length: int) -> None:
    answer = Digitize().send(PNG, headers={"Idempotency-Key": "k" * length})
    assert answer.status == (200 if length <= 255 else 400)


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_an_answer_has_the_pages_that_fit_it_to_the_byte(extra: int) -> None:
    empty = len(json.dumps({"page": 1, "text": ""}, separators=(",", ":")))
    text = "x" * (MOST_ANSWER_BYTES // 2 - empty)
    found = [
        {"page": 1, "text": text},
        {"page": 2, "text": text + "x" * extra if extra > 0 else text[-extra:]},
    ]
    fitting, following = page_window(found, first=1)
    assert (len(fitting), following) == ((1, 2) if extra > 0 else (2, None))


@pytest.mark.parametrize(("extra", "calls"), [(-1, 1), (0, 1), (1, 2)])
def test_personal_data_of_a_page_beyond_comprehends_limit_is_asked_for_in_two_calls(
    extra: int, calls: int
) -> None:
    function = Digitize()
    function.chain.textract.text = "x" * (PII_BYTES + extra)
    assert function.send(PNG).status == 200
    assert function.chain.comprehend.answered["detect_pii_entities"] == calls
