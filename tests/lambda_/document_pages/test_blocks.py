"""Textract's blocks and receipts become pages."""

from typing import Any

from document_pages.blocks import read_blocks
from document_pages.expenses import join, read_expenses
from document_pages.features import Feature
from document_pages.pages import Page
from tests.lambda_.document_pages.samples import line, page_block, table

EVERYTHING = frozenset(Feature)


def word(id_: str, text: str) -> dict[str, Any]:
    return {"BlockType": "WORD", "Id": id_, "Text": text, "Page": 1}


def field(id_: str, kind: str, relationships: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "BlockType": "KEY_VALUE_SET",
        "Id": id_,
        "EntityTypes": [kind],
        "Confidence": 88.0,
        "Page": 1,
        "Relationships": [{"Type": type_, "Ids": ids} for type_, ids in relationships.items()],
    }


def test_lines_keep_their_order_and_are_composed() -> None:
    (page,) = read_blocks([page_block(1), line("Xin cha\u0300o"), line("tạm biệt")], features=EVERYTHING)
    assert page.text == "Xin chào\ntạm biệt"


def test_blocks_of_many_pages_are_told_apart_and_an_empty_page_is_a_page() -> None:
    pages = read_blocks([page_block(1), page_block(2), line("two", page=2)], features=EVERYTHING)
    assert [(page.page, page.text) for page in pages] == [(1, ""), (2, "two")]


def test_a_table_is_a_matrix_with_empty_text_where_no_cell_is() -> None:
    blocks = [block for block in table([["a", "b"], ["c", "d"]]) if block["Id"] != "t1-2-2"]
    (page,) = read_blocks([page_block(1), *blocks], features=EVERYTHING)
    assert page.tables is not None
    assert page.tables[0].rows == [["a", "b"], ["c", ""]]


def test_a_field_of_a_form_has_its_label_and_its_value_also_where_it_is_a_tick() -> None:
    tick = {"BlockType": "SELECTION_ELEMENT", "Id": "s", "SelectionStatus": "SELECTED", "Page": 1}
    blocks = [
        page_block(1),
        word("w1", "Họ"),
        word("w2", "tên:"),
        tick,
        field("k", "KEY", {"VALUE": ["v"], "CHILD": ["w1", "w2"]}),
        field("v", "VALUE", {"CHILD": ["s"]}),
    ]
    (page,) = read_blocks(blocks, features=EVERYTHING)
    assert page.key_values is not None
    assert [(kv.key, kv.value) for kv in page.key_values] == [("Họ tên:", "[x]")]


def test_what_was_not_asked_for_is_null() -> None:
    (page,) = read_blocks([page_block(1), line("text")], features=frozenset({Feature.FORMS}))
    assert (page.text, page.tables, page.key_values) == (None, None, [])


def test_receipts_lie_on_the_page_of_their_first_field() -> None:
    total = {"Type": {"Text": "TOTAL"}, "ValueDetection": {"Text": "9", "Confidence": 70}, "PageNumber": 2}
    item = {"LineItemExpenseFields": [{"Type": {"Text": "ITEM"}, "ValueDetection": {"Text": "phở"}}]}
    document = {"SummaryFields": [total], "LineItemGroups": [{"LineItems": [item]}]}
    pages = join([Page(page=1), Page(page=2)], read_expenses([document]), wants_expenses=True)
    assert pages[0].expenses == []
    assert pages[1].expenses is not None
    assert pages[1].expenses[0].items[0][0].value == "phở"
