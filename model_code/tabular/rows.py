"""Turn a request body into the float32 matrix a model takes, or say which field is wrong.

The common case, positional rows of numbers only, is checked with three calls a row; only when a check fails is
the row walked feature by feature, to name the field.
"""

import math
from collections.abc import Sequence
from http import HTTPStatus

import numpy as np
import orjson
from numpy.typing import NDArray

from tabular.card import Card, CategoryFeature, Feature
from tabular.problem import MOST_ERRORS, FieldError, RequestProblem, invalid
from tabular.text_rows import read_text_rows

Matrix = NDArray[np.float32]
LARGEST = float(np.finfo(np.float32).max)
_SAFE_SQUARES = LARGEST**2 / 4
_NUMBERS = frozenset((int, float))
JSON, CSV = "application/json", "text/csv"


class RowReader:
    """Reads the rows of requests for one model."""

    def __init__(self, card: Card) -> None:
        self._features: tuple[Feature, ...] = card.features
        self._names = tuple(feature.name for feature in card.features)
        self._known = frozenset(self._names)
        self._indexes = tuple(_category_indexes(feature) for feature in card.features)
        self._only_numbers = all(index is None for index in self._indexes)

    def read(self, body: bytes, content_type: str) -> Matrix:
        """Read a body of media type `content_type` into a matrix of shape [rows, features].

        Raises RequestProblem: 415 for an unknown media type, 400 with the field for anything else.
        """
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type == JSON:
            instances = _instances(body)
        elif media_type == CSV:
            instances = read_text_rows(body, self._features)
        else:
            raise RequestProblem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type must be {JSON} or {CSV}, not {media_type!r}."
            )
        matrix = self._read_numbers(instances) if self._only_numbers else None
        return self._read_fields(instances) if matrix is None else matrix

    def _read_numbers(self, instances: Sequence[object]) -> Matrix | None:
        width = len(self._features)
        for row in instances:
            if type(row) is not list or len(row) != width or not _NUMBERS.issuperset(map(type, row)):
                return None
        matrix = np.array(instances, dtype=np.float64)
        # A NaN, an infinity or a number beyond float32 makes this sum too large or not a number at all.
        if not np.vdot(matrix, matrix) < _SAFE_SQUARES:
            return None
        return matrix.astype(np.float32)

    def _read_fields(self, instances: Sequence[object]) -> Matrix:
        errors: list[FieldError] = []
        matrix = np.full((len(instances), len(self._features)), np.nan, dtype=np.float32)
        for number, row in enumerate(instances):
            values = self._row(row, f"instances[{number}]", errors)
            if len(errors) >= MOST_ERRORS:
                break
            if not errors:
                matrix[number] = values
        if errors:
            raise invalid(*errors)
        return matrix

    def _row(self, row: object, where: str, errors: list[FieldError]) -> list[float]:
        """Read one row in card order; what is wrong is added to `errors`."""
        values = self._named(row, where, errors)
        numbers: list[float] = []
        if values is None:
            return numbers
        for feature, index in zip(self._features, self._indexes, strict=True):
            number, message = _cell(feature, index, values.get(feature.name))
            if message:
                errors.append(FieldError(field=f"{where}.{feature.name}", message=message))
            numbers.append(number)
        return numbers

    def _named(self, row: object, where: str, errors: list[FieldError]) -> dict[str, object] | None:
        if isinstance(row, dict):
            for name in sorted(row.keys() - self._known):
                errors.append(FieldError(field=f"{where}.{name[:100]}", message="is not a feature of this model"))
            return row
        if not isinstance(row, list):
            message = "must be a list of values or an object of named values"
        elif len(row) != len(self._names):
            message = f"must have {len(self._names)} values, has {len(row)}"
        else:
            return dict(zip(self._names, row, strict=True))
        errors.append(FieldError(field=where, message=message))
        return None


def _cell(feature: Feature, index: dict[str, int] | None, value: object) -> tuple[float, str | None]:
    if value is None:
        return math.nan, None if feature.missing else "is missing; this model was trained without gaps here"
    if index is None:
        if type(value) not in _NUMBERS:
            return math.nan, "must be a number"
        number = float(value)  # type: ignore[arg-type]
        return number, None if abs(number) <= LARGEST else "must be a finite number within single precision"
    text = str(value).lower() if isinstance(value, bool) else value
    position = index.get(text) if isinstance(text, str) else None
    if position is None:
        return math.nan, f"must be one of {_some(feature)}"
    return position, None


def _category_indexes(feature: Feature) -> dict[str, int] | None:
    if not isinstance(feature, CategoryFeature):
        return None
    indexes = {category: index for index, category in enumerate(feature.categories)}
    # JSON's true and false arrive as bool: let them name a column of True/False text whatever its case.
    lower = {category.lower(): index for category, index in indexes.items()}
    return {**{text: lower[text] for text in ("true", "false") if text in lower}, **indexes}


def _some(feature: Feature, most: int = 10) -> str:
    categories = feature.categories if isinstance(feature, CategoryFeature) else ()
    listed = ", ".join(repr(category[:40]) for category in categories[:most])
    return listed if len(categories) <= most else f"{listed} and {len(categories) - most} more"


def _instances(body: bytes) -> list[object]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestProblem(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise RequestProblem(HTTPStatus.BAD_REQUEST, 'The body must be an object: {"instances": [...]}.')
    unknown = [FieldError(field=name[:100], message="is unknown") for name in document if name != "instances"]
    if unknown:
        raise invalid(*unknown)
    instances = document.get("instances")
    if not isinstance(instances, list) or not instances:
        raise invalid(FieldError(field="instances", message="must be a list of at least one row"))
    return instances
