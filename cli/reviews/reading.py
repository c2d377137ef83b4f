"""Read labelled texts from a local CSV, TSV or JSON Lines file; what is wrong names its row and column."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from text_classifier.limits import MOST_CHARACTERS

LONGEST_LABEL = 40
TABS = (".tsv", ".txt")


class BadFileError(ValueError):
    """The file cannot be converted; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where text and label are, and what the file's labels are called with us (all as they are, if empty).

    `columns` names the columns of a file that has no header.
    """

    path: Path
    text: str
    label: str
    labels: Mapping[str, str]
    columns: Sequence[str] = ()

    def rows(self, *, language: str) -> Iterator[dict[str, str]]:
        """Yield {"text", "label", "language"} rows; raises BadFileError."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                for number, row in self._records(file):
                    yield {"text": self._text(row, number), "label": self._label(row, number)} | {
                        "language": language
                    }
        except UnicodeDecodeError as error:
            raise BadFileError(f"{self.path.name} is not UTF-8: save it as UTF-8 ({error.reason})") from error

    def _records(self, file: IO[str]) -> Iterator[tuple[int, Mapping[str, object]]]:
        if self.path.suffix == ".jsonl":
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, self._object(line, number)
            return
        tabs = self.path.suffix in TABS
        # In a file of tabs a quotation mark is a letter like any other.
        dialect = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if tabs else {"delimiter": ","}
        reader = csv.DictReader(file, fieldnames=self.columns or None, **dialect)
        try:
            self._check(reader.fieldnames or ())
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            # Of a cell above 131,072 characters: mostly one that a quotation mark opens and nothing closes.
            said = f"row {reader.line_num + 1}: {error}; is a quotation mark not closed?"
            raise BadFileError(said) from error

    def _object(self, line: str, number: int) -> Mapping[str, object]:
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadFileError(f"row {number}: is not JSON") from error
        if not isinstance(row, dict):
            raise BadFileError(f"row {number}: is not an object")
        return row

    def _check(self, names: Sequence[str]) -> None:
        for name in (self.text, self.label):
            if name not in names:
                raise BadFileError(f"column {name}: is not in the header, which has {', '.join(names)}")

    def _text(self, row: Mapping[str, object], number: int) -> str:
        value = row.get(self.text)
        if not isinstance(value, str) or not (text := value.strip()):
            raise BadFileError(f"row {number}, column {self.text}: is not text")
        if len(text) > MOST_CHARACTERS:
            raise BadFileError(
                f"row {number}, column {self.text}: has {len(text)} characters; at most {MOST_CHARACTERS}"
            )
        _whole(text, where=f"row {number}, column {self.text}")
        return text

    def _label(self, row: Mapping[str, object], number: int) -> str:
        value = str(row.get(self.label, "")).strip()
        if self.labels and value not in self.labels:
            known = ", ".join(self.labels)
            raise BadFileError(f"row {number}, column {self.label}: {value[:40]!r} is none of {known}")
        label = self.labels.get(value, value)
        if not 0 < len(label) <= LONGEST_LABEL:
            raise BadFileError(
                f"row {number}, column {self.label}: is no label of 1 to {LONGEST_LABEL} letters"
            )
        _whole(label, where=f"row {number}, column {self.label}")
        return label


def _whole(text: str, *, where: str) -> None:
    """Refuse half a surrogate pair, which JSON can escape and no UTF-8 file can hold."""
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadFileError(f"{where}: has half a character (a lone surrogate, \\ud800 to \\udfff)")
