"""Turn a request body into texts, or say which one is wrong."""

from collections.abc import Sequence
from http import HTTPStatus

from tabular.problem import MOST_ERRORS, FieldError, RequestError, invalid
from tabular.rows import CSV, JSON, read_instances
from tabular.text_rows import read_text_rows
from text_classifier.blank import is_blank
from text_classifier.card import TextCard, TextFeature


class TextReader:
    """Reads the rows of requests for one model: `{"text": "..."}`, or `["..."]` in the card's order."""

    def __init__(self, card: TextCard) -> None:
        self._features: tuple[TextFeature] = card.features

    def read(self, body: bytes, content_type: str) -> list[str]:
        """Read a body of media type `content_type`.

        Raises RequestError: 415 for an unknown media type, 400 with the field for anything else.
        """
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type == JSON:
            return self._texts(read_instances(body))
        if media_type == CSV:
            return self._texts(read_text_rows(body, self._features))
        raise RequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type must be {JSON} or {CSV}, not {media_type!r}."
        )

    def _texts(self, instances: Sequence[object]) -> list[str]:
        errors: list[FieldError] = []
        texts = [self._text(row, f"instances[{number}]", errors) for number, row in enumerate(instances)]
        if errors:
            raise invalid(*errors)
        return texts

    def _text(self, row: object, where: str, errors: list[FieldError]) -> str:
        """Return the text of a row; what is wrong is added to `errors`, as far as they are told."""
        if len(errors) >= MOST_ERRORS:
            return ""
        feature = self._features[0]
        value, faults = _value(row, feature.name)
        if not faults:
            faults = {feature.name: message} if (message := _fault(value, feature)) else {}
        errors.extend(
            FieldError(field=f"{where}.{name}" if name else where, message=message)
            for name, message in faults.items()
        )
        return value if isinstance(value, str) else ""


def _value(row: object, name: str) -> tuple[object, dict[str, str]]:
    """Return the value of the one feature, or what is wrong by name; the empty name is the row itself."""
    if isinstance(row, dict):
        unknown = sorted(row.keys() - {name})
        return row.get(name), {key[:100]: "is not a feature of this model" for key in unknown}
    if not isinstance(row, list):
        return None, {"": "must be a list of values or an object of named values"}
    if len(row) != 1:
        return None, {"": f"must have 1 value, has {len(row)}"}
    return row[0], {}


def _fault(value: object, feature: TextFeature) -> str | None:
    if value is None:
        return "is missing"
    if not isinstance(value, str):
        return "must be text"
    if is_blank(value):
        return "must not be blank"
    if len(value) > feature.max_characters:
        return f"has {len(value)} characters; at most {feature.max_characters} are read"
    return None
