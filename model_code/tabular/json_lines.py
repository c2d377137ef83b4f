"""`application/jsonlines`: one row a line, one answer a line, so that a bad row spoils no other.

A line is a row as in `instances`: a list in card order, or an object by name. Its answer is
`{"prediction": {...}}` or `{"error": {"field": "...", "message": "..."}}`, in the order of the rows.
"""

import orjson

from tabular.problem import RequestError
from tabular.row_model import Prediction, RowModel
from tabular.rows import JSON

JSON_LINES = "application/jsonlines"
_WHOLE_ROW = "row"
"""The field of an error that is about no single feature."""


def answer_lines(model: RowModel, body: bytes) -> bytes:
    """Answer every line that is not blank, in order; all rows at once if they are good."""
    lines = [line for line in body.splitlines() if line.strip()]
    if all(_is_json(line) for line in lines):
        try:
            return b"".join(_line({"prediction": found}) for found in _predict(model, lines))
        except RequestError:
            pass  # some row is bad: each is looked at on its own below
    return b"".join(_line(_answer(model, line)) for line in lines)


def _answer(model: RowModel, line: bytes) -> dict[str, object]:
    if not _is_json(line):
        return _error(_WHOLE_ROW, "is not JSON")
    try:
        return {"prediction": _predict(model, [line])[0]}
    except RequestError as problem:
        if not problem.errors:
            return _error(_WHOLE_ROW, problem.detail)
        first = problem.errors[0]
        return _error(first.field.removeprefix("instances[0]").lstrip(".") or _WHOLE_ROW, first.message)


def _predict(model: RowModel, lines: list[bytes]) -> list[Prediction]:
    if not lines:
        return []
    return model.predict(model.rows.read(b'{"instances":[' + b",".join(lines) + b"]}", JSON))


def _is_json(line: bytes) -> bool:
    """Without this a line could close the list of rows that it is put into."""
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _error(field: str, message: str) -> dict[str, object]:
    return {"error": {"field": field, "message": message}}


def _line(answer: dict[str, object]) -> bytes:
    return orjson.dumps(answer) + b"\n"
