"""POST /v1/ai/documents on API Gateway events: one page is answered at once, more become a job."""

import pytest

from tests.lambda_.ai_documents.function import Function
from tests.lambda_.document_pages.memory import OURS, tag
from tests.lambda_.document_pages.samples import JPEG, PDF, PNG, pdf, tiff
from tests.lambda_.document_pages.services import refusal


@pytest.fixture
def function() -> Function:
    return Function()


def test_text_alone_is_the_cheapest_call(function: Function) -> None:
    answer = function.post(PNG)
    assert answer.status == 200
    assert answer.body["pages"][0]["text"] == "Dear Anna, all is well."
    assert answer.headers["x-lab2api-units"] == "textract:DetectDocumentText=1"
    assert answer.headers["x-lab2api-price-usd"] == "0.001500000"


def test_every_feature_is_found_and_billed_once(function: Function) -> None:
    answer = function.post(JPEG, content_type="image/jpeg", query={"features": "text,tables,forms,expense"})
    (page,) = answer.body["pages"]
    assert page["tables"][0]["rows"] == [["a", "b"], ["1", "2"]]
    assert page["key_values"] == []
    assert page["expenses"][0]["summary"][0]["value"] == "12"
    assert answer.headers["x-lab2api-units"] == (
        "textract:AnalyzeDocument.FORMS=1,textract:AnalyzeDocument.TABLES=1,textract:AnalyzeExpense=1"
    )


def test_expense_alone_reads_no_blocks(function: Function) -> None:
    answer = function.post(PNG, query={"features": "expense"})
    assert answer.body["pages"][0]["text"] is None
    assert [operation for operation, _ in function.textract.asked] == ["analyze_expense"]


def test_an_uploaded_page_is_named_to_textract_and_not_sent(function: Function) -> None:
    function.objects.held[f"{OURS}a.png"] = PNG
    assert function.post({"s3_uri": f"s3://documents/{OURS}a.png"}).status == 200
    ((_, request),) = function.textract.asked
    pinned = {"Bucket": "documents", "Name": f"{OURS}a.png", "Version": tag(PNG)}
    assert request["Document"] == {"S3Object": pinned}


def test_the_bytes_decide_and_not_the_header(function: Function) -> None:
    assert function.post(PNG, content_type="application/pdf").status == 200
    assert function.post(b"GIF89a", content_type="image/png").status == 415


@pytest.mark.parametrize("size", [1000, 1001])
def test_the_limit_holds_at_one_byte(function: Function, size: int) -> None:
    answer = function.post(PNG.ljust(size, b"x"))
    assert answer.status == (200 if size == 1000 else 413)
    assert len(function.textract.asked) == (size == 1000)


@pytest.mark.parametrize(
    ("query", "field"),
    [({"features": "colours"}, "features"), ({"features": ""}, "features"), ({"mode": ""}, "mode")],
)
def test_a_wrong_parameter_is_named(function: Function, query: dict[str, str], field: str) -> None:
    answer = function.post(PNG, query=query)
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, field)
    assert function.textract.asked == []


def test_a_damaged_document_is_a_400_that_names_where_it_came_from(function: Function) -> None:
    function.textract.failing = lambda *_: refusal("BadDocumentException")
    assert function.post(PNG).body["errors"][0]["field"] == "body"
    function.objects.held[f"{OURS}a.png"] = PNG
    answer = function.post({"s3_uri": f"s3://documents/{OURS}a.png"})
    assert answer.body["errors"][0]["field"] == "s3_uri"


def test_a_pdf_of_one_page_is_answered_at_once(function: Function) -> None:
    assert function.post(PDF, content_type="application/pdf").status == 200


def test_a_pdf_of_more_pages_becomes_a_job_when_textract_says_so(function: Function) -> None:
    function.textract.failing = lambda operation, _: (
        refusal("UnsupportedDocumentException") if operation == "detect_document_text" else None
    )
    answer = function.post(PDF, content_type="application/pdf")
    assert answer.status == 202
    assert function.textract.answered == {"start_document_text_detection": 1}


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.parametrize("order", ["<", ">"])
def test_the_pages_of_a_tiff_are_counted_without_asking(function: Function, pages: int, order: str) -> None:
    assert function.post(tiff(pages, order=order)).status == (200 if pages == 1 else 202)


def test_a_tiff_whose_directories_go_in_a_circle_ends(function: Function) -> None:
    circle = b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"
    assert function.post(circle).status == 200


@pytest.mark.parametrize("pages", [299, 300, 301])
def test_a_pdf_of_more_pages_than_allowed_is_refused_before_anything_is_paid_for(
    function: Function, pages: int
) -> None:
    answer = function.post(pdf(pages), content_type="application/pdf", query={"mode": "async"})
    assert answer.status == (202 if pages <= 300 else 400)
    assert len(function.textract.asked) == (pages <= 300)


@pytest.mark.parametrize("query", [{}, {"mode": "async"}])
def test_a_tiff_of_too_many_pages_is_refused_wherever_it_lies(
    function: Function, query: dict[str, str]
) -> None:
    function.objects.held[f"{OURS}a.tiff"] = tiff(301)
    answer = function.post({"s3_uri": f"s3://documents/{OURS}a.tiff"}, query=query)
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "s3_uri")
    assert function.textract.asked == []


def test_a_pdf_whose_pages_cannot_be_counted_becomes_no_job(function: Function) -> None:
    answer = function.post(b"%PDF-1.7", content_type="application/pdf", query={"mode": "async"})
    assert answer.status == 400
    assert "save it anew" in answer.body["errors"][0]["message"]
    assert function.textract.asked == []


def test_a_malformed_idempotency_key_is_refused_also_where_nothing_is_kept(function: Function) -> None:
    answer = function.post(PNG, headers={"Idempotency-Key": "k" * 256})
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert function.textract.asked == []
