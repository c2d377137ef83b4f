"""The stand-in for Textract reads rendered pages: errors in characters are counted, not assumed."""

import io
import time
import unicodedata
from typing import Any

import pytest
from PIL import Image

from examples import make_inputs
from local.ai import images, worker
from tests.local.ai.conftest import Ask, png

MOST_ENGLISH_ERRORS = 0.05
MOST_VIETNAMESE_ERRORS = 0.05
Blocks = list[dict[str, Any]]


def errors(found: str, expected: str) -> float:
    """Return the character error rate: edits to reach the expected text, by its length."""
    row = list(range(len(expected) + 1))
    for number, left in enumerate(unicodedata.normalize("NFC", found), start=1):
        last, row = row, [number]
        for column, right in enumerate(expected, start=1):
            row.append(min(last[column] + 1, row[-1] + 1, last[column - 1] + (left != right)))
    return row[-1] / len(expected)


def lines(blocks: Blocks) -> str:
    return "\n".join(block["Text"] for block in blocks if block["BlockType"] == "LINE")


def test_an_english_page_at_150_dpi_is_read(ask: Ask) -> None:
    page = png(make_inputs.page(make_inputs.PAGE_EN))
    status, headers, answer = ask("textract", "DetectDocumentText", Document={"Bytes": page})
    assert status == 200
    assert "rapidocr" in headers["x-lab2api-stand-in"]
    assert errors(lines(answer["Blocks"]), make_inputs.PAGE_EN) < MOST_ENGLISH_ERRORS


def test_a_vietnamese_page_at_150_dpi_is_read_with_its_marks(ask: Ask) -> None:
    page = png(make_inputs.page(make_inputs.PAGE_VI))
    _, _, answer = ask("textract", "DetectDocumentText", Document={"Bytes": page})
    text = lines(answer["Blocks"])
    assert unicodedata.is_normalized("NFC", text)
    assert errors(text, make_inputs.PAGE_VI) < MOST_VIETNAMESE_ERRORS


def test_tables_and_key_values_are_found_by_their_geometry(ask: Ask) -> None:
    request = {"Document": {"Bytes": png(make_inputs.invoice())}, "FeatureTypes": ["TABLES", "FORMS"]}
    _, _, answer = ask("textract", "AnalyzeDocument", **request)
    blocks = {block["Id"]: block for block in answer["Blocks"]}
    assert _table(blocks)[:4] == [list(row) for row in make_inputs.INVOICE[3:7]]
    assert {"Invoice No:": "2026-0042", "Date:": "2026-03-14"}.items() <= _pairs(blocks).items()


def test_every_relation_leads_to_a_block_inside_the_page(ask: Ask) -> None:
    request = {"Document": {"Bytes": png(make_inputs.invoice())}, "FeatureTypes": ["TABLES", "FORMS"]}
    blocks: Blocks = ask("textract", "AnalyzeDocument", **request)[2]["Blocks"]
    ids = {block["Id"] for block in blocks}
    related = {id_ for block in blocks for one in block.get("Relationships", []) for id_ in one["Ids"]}
    assert related <= ids
    for block in blocks:
        box = block["Geometry"]["BoundingBox"]
        assert 0 <= box["Left"] <= box["Left"] + box["Width"] <= 1 + 1e-9


def test_an_invoice_has_its_total_date_and_items(ask: Ask) -> None:
    _, _, answer = ask("textract", "AnalyzeExpense", Document={"Bytes": png(make_inputs.invoice())})
    (found,) = answer["ExpenseDocuments"]
    fields = {one["Type"]["Text"]: one["ValueDetection"]["Text"] for one in found["SummaryFields"]}
    assert fields["TOTAL"] == "$61.50"
    assert fields["INVOICE_RECEIPT_DATE"] == "2026-03-14"
    assert fields["VENDOR_NAME"] == "Saigon Stationery"
    items = [
        {one["Type"]["Text"]: one["ValueDetection"]["Text"] for one in item["LineItemExpenseFields"]}
        for item in found["LineItemGroups"][0]["LineItems"]
    ]
    assert items[0] == {"ITEM": "Notebook", "QUANTITY": "12", "PRICE": "$36.00"}
    assert len(items) == 3


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "InvalidParameterException"),
        ({"Bytes": b"GIF89a" + bytes(20)}, "UnsupportedDocumentException"),
        ({"Bytes": b"\x89PNG\r\n\x1a\n" + bytes(50)}, "BadDocumentException"),
        ({"Bytes": b"%PDF-1.7 nothing"}, "BadDocumentException"),
        ({"Bytes": b"%PDF-" + bytes(images.MOST_BYTES["textract"])}, "DocumentTooLargeException"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(ask: Ask, document: dict[str, bytes], code: str) -> None:
    status, _, answer = ask("textract", "DetectDocumentText", Document=document)
    assert (status, answer["__type"]) == (400, code)


def test_two_pages_are_for_the_asynchronous_calls(ask: Ask) -> None:
    _, _, answer = ask("textract", "DetectDocumentText", Document={"Bytes": two_pages()})
    assert answer["__type"] == "UnsupportedDocumentException"


def test_features_without_algorithm_are_501(ask: Ask) -> None:
    page = png(make_inputs.page("x"))
    request = {"Document": {"Bytes": page}, "FeatureTypes": ["SIGNATURES"]}
    assert ask("textract", "AnalyzeDocument", **request)[0] == 501


def test_a_dead_worker_is_an_error_once_and_another_starts(ask: Ask) -> None:
    page = png(make_inputs.page("Hello"))
    worker.run(len, b"start")
    for process in worker._pools[0]._processes.values():
        process.kill()
    status, _, answer = ask("textract", "DetectDocumentText", Document={"Bytes": page})
    assert (status, answer["__type"]) == (500, "InternalServerError")
    assert ask("textract", "DetectDocumentText", Document={"Bytes": page})[0] == 200


def two_pages() -> bytes:
    written = io.BytesIO()
    first, second = make_inputs.page("First page"), make_inputs.page("Second page")
    first.save(written, "PDF", save_all=True, append_images=[second], resolution=150)
    return written.getvalue()


def wait(ask: Ask, operation: str, job: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while (answer := ask("textract", operation, JobId=job)[2])["JobStatus"] == "IN_PROGRESS":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return answer


def test_a_tiff_of_two_frames_has_two_pages() -> None:
    from local.ai.vision import pages

    written = io.BytesIO()
    frame = Image.new("L", (80, 60), 255)
    frame.save(written, "TIFF", save_all=True, append_images=[frame])
    assert pages.count(written.getvalue()) == 2
    assert [page.shape for page in pages.pages(written.getvalue())] == [(60, 80, 3)] * 2


def _table(blocks: dict[str, dict[str, Any]]) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for block in blocks.values():
        if block["BlockType"] == "CELL":
            rows.setdefault(block["RowIndex"], []).append(_text(blocks, block))
    return list(rows.values())


def _pairs(blocks: dict[str, dict[str, Any]]) -> dict[str, str]:
    keys = [block for block in blocks.values() if block.get("EntityTypes") == ["KEY"]]
    values = [next(one for one in key["Relationships"] if one["Type"] == "VALUE")["Ids"][0] for key in keys]
    return {_text(blocks, key): _text(blocks, blocks[value]) for key, value in zip(keys, values, strict=True)}


def _text(blocks: dict[str, dict[str, Any]], block: dict[str, Any]) -> str:
    children = [one["Ids"] for one in block.get("Relationships", []) if one["Type"] == "CHILD"]
    return " ".join(blocks[id_]["Text"] for ids in children for id_ in ids)
