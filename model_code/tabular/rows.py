"""Turn a request body into the float32 matrix a model takes, or say which field is wrong.

The common case, JSON lists of numbers only, is packed by `struct`, which itself refuses a wrong length,
text, null and numbers beyond single precision. Only what it refuses is walked feature by feature, to name
the field.
"""

import struct
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from tabular.card import Card, Feature
from tabular.cells import category_indexes, read_cell
from tabular.problem import MOST_ERRORS, FieldError, RequestError, invalid
from tabular.text_rows import read_text_rows

Matrix = NDArray[np.float32]
JSON, CSV = "application/json", "text/csv"


class RowReader:
    """Reads the rows of requests for one model."""

    def __init__(self, card: Card) -> None:
        self._features: tuple[Feature, ...] = card.features
        self._names = tuple(feature.name for feature in card.features)
        self._known = frozenset(self._names)
        self._indexes = tuple(category_indexes(feature) for feature in card.features)
        self._struct = struct.Struct(f"={len(card.features)}f")
        self._only_numbers = all(index is None for index in self._indexes)

    def read(self, body: bytes, content_type: str) -> Matrix:
        """Read a body of media type `content_type` into a matrix of shape [rows, features].

        Raises RequestError: 415 for an unknown media type, 400 with the field for anything else.
        """
        media_type = content_type if content_type == JSON else content_type.partition(";")[0].strip().lower()
        if media_type == JSON:
            instances = read_instances(body)
            # struct takes true for 1.0; a body without these letters holds no boolean.
            if self._only_numbers and b"true" not in body and b"false" not in body:
                packed = self._pack(instances)
                return self._read_fields(instances) if packed is None else packed
        elif media_type == CSV:
            instances = read_text_rows(body, self._features)
        else:
            raise RequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"Content-Type must be {JSON} or {CSV}, not {media_type!r}.",
            )
        return self._read_fields(instances)

    def _pack(self, instances: list[Any]) -> Matrix | None:
        pack = self._struct.pack
        try:
            packed = b"".join([pack(*row) for row in instances])
        except (struct.error, OverflowError, TypeError):
            return None
        return np.frombuffer(packed, dtype=np.float32).reshape(len(instances), -1)

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
            number, message = read_cell(feature, index, values.get(feature.name))
            if message:
                errors.append(FieldError(field=f"{where}.{feature.name}", message=message))
            numbers.append(number)
        return numbers

    def _named(self, row: object, where: str, errors: list[FieldError]) -> dict[str, object] | None:
        if isinstance(row, dict):
            message = "is not a feature of this model"
            unknown = sorted(row.keys() - self._known)
            errors.extend(FieldError(field=f"{where}.{name[:100]}", message=message) for name in unknown)
            return row
        if not isinstance(row, list):
            message = "must be a list of values or an object of named values"
        elif len(row) != len(self._names):
            message = f"must have {len(self._names)} values, has {len(row)}"
        else:
            return dict(zip(self._names, row, strict=True))
        errors.append(FieldError(field=where, message=message))
        return None


def read_instances(body: bytes) -> list[Any]:
    """Return the rows of `{"instances": [...]}`; RequestError (400) for anything else, and for none."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise RequestError(HTTPStatus.BAD_REQUEST, 'The body must be an object: {"instances": [...]}.')
    instances = document.get("instances")
    if len(document) != 1 and (unknown := sorted(document.keys() - {"instances"})):
        raise invalid(*(FieldError(field=name[:100], message="is unknown") for name in unknown))
    if not isinstance(instances, list) or not instances:
        raise invalid(FieldError(field="instances", message="must be a list of at least one row"))
    return instances
