"""Typed JSON requests: strict types, no unknown names, text that is text; a 400 names each field."""

import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from . import body
from .problems import FieldError, Kind, ProblemError, printable

Model = TypeVar("Model", bound=BaseModel)
_UNKNOWN = "is not known here: compare with GET /v1/openapi.json"


def _whole(value: Any) -> Any:
    """Take 2.0 for 2, as JSON has one type of number (JSON Schema, "integer")."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Annotates a number without fractions; last, so that its limits stay in the schema."""

_RULE = "rule"


def broken(field: str, message: str) -> PydanticCustomError:
    """Build the error of a rule over a whole model, which names the field itself."""
    return PydanticCustomError(_RULE, "{field}: {message}", {"field": field, "message": message})


class AiRequest(BaseModel):
    """The base of every JSON request; what is optional is left away, never null."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_null(cls, values: Any) -> Any:
        for name in values if isinstance(values, dict) else ():
            if values[name] is None and name in cls.model_fields:
                raise broken(name, "must not be null: leave it away")
        return values

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe an optional field by its type alone, as null is refused."""
        described = handler(core_schema)
        for field in handler.resolve_ref_schema(described).get("properties", {}).values():
            choices = [choice for choice in field.get("anyOf", []) if choice != {"type": "null"}]
            if len(choices) == 1:
                field |= choices[0]
                del field["anyOf"], field["default"]
        return described


def _composed(text: str) -> str:
    """Compose to NFC (Unicode Standard Annex 15), so that offsets mean the same to every client."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half of a surrogate pair: send whole characters")
    return unicodedata.normalize("NFC", text)


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty: send some text")
    return text


Text = Annotated[
    str,
    AfterValidator(_composed),
    AfterValidator(_said),
    Field(json_schema_extra={"minLength": 1, "pattern": r"\S"}),
]
"""Text of at least one visible character; in NFC from here on."""


def read_model(model: type[Model], data: bytes) -> Model:
    """Read bytes as JSON of the model's shape."""
    document = body.parse_json(data)
    if not isinstance(document, dict):
        raise ProblemError(
            Kind.INVALID_REQUEST,
            "body: must be a JSON object",
            errors=[FieldError(field="body", message="must be a JSON object")],
        )
    return validate(model, document)


def validate(model: type[Model], values: dict[str, Any]) -> Model:
    """Check names and values; one 400 lists the first faults."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = [_fault(detail["loc"], detail["type"], detail["msg"]) for detail in error.errors()]
        first = faults[0]
        raise ProblemError(Kind.INVALID_REQUEST, f"{first.field}: {first.message}", errors=faults) from None


def _fault(loc: Sequence[int | str], kind: str, message: str) -> FieldError:
    """Name the field; a rule of the whole model has no place, so its message begins with the name."""
    message = _UNKNOWN if kind == "extra_forbidden" else message.removeprefix("Value error, ")
    if kind == _RULE:
        name, _, message = message.partition(": ")
        loc = (*loc, name)
    steps = [f"[{step}]" if isinstance(step, int) else f".{printable(step) or '(empty)'}" for step in loc]
    return FieldError(field="".join(steps).lstrip(".") or "body", message=message)
