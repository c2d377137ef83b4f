"""One page as clients get it, whatever Textract call it came from. All text is NFC."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[float, Field(ge=0, le=100, description="How sure the reader is, in percent.")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Part):
    """A line of text, in the order of reading."""

    text: str
    confidence: Percent


class Table(_Part):
    """A table's cells by row, empty text where there is none; a ticked box is `[x]`, an empty one `[ ]`."""

    rows: list[list[str]]
    confidence: Percent


class KeyValue(_Part):
    """A field of a form: its label and what is filled in."""

    key: str
    value: str
    confidence: Percent


class ExpenseField(_Part):
    """A field of a receipt or invoice; `type` is Textract's name for it, such as TOTAL or VENDOR_NAME."""

    type: str
    label: str | None = None
    value: str
    confidence: Percent


class Expense(_Part):
    """One receipt or invoice: its summary, and the fields of each line."""

    summary: list[ExpenseField]
    items: list[list[ExpenseField]]


class Page(_Part):
    """One page; a list is null where its feature was not asked for."""

    page: Annotated[int, Field(ge=1)]
    text: str | None = None
    lines: list[Line] | None = None
    tables: list[Table] | None = None
    key_values: list[KeyValue] | None = None
    expenses: list[Expense] | None = None


class FailedPage(_Part):
    """A page that could not be read, by number, and why."""

    page: Annotated[int, Field(ge=1)]
    error: Annotated[str, Field(description="The class of the failure, such as `UnreadablePageError`.")]
    detail: str
