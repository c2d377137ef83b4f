"""Rows against the model card: what passes here is what the model was trained to take."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from http_api.problems import MOST_ERRORS_LISTED, FieldError, Kind, ProblemError, invalid, printable

from .card import Card, CategoryFeature, Feature, TextFeature
from .texts import text_fault

Value = float | int | str | None
Row = list[Value]


class PredictionsRequest(BaseModel):
    """The JSON body, for the OpenAPI document; the rules that depend on the card are below."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    instances: Annotated[
        list[list[Value] | dict[str, Value]],
        Field(min_length=1, description="Rows: values in the card's order, or by feature name."),
    ]


# The model's input is float32 (IEEE 754 binary32): a larger number would arrive as infinity.
LARGEST_FLOAT32 = 3.4028234663852886e38


def from_document(document: object, *, card: Card, max_rows: int) -> list[Row]:
    """Read `{"instances": [...]}`, rows positional or named, into card order; 400 naming the faults."""
    if not isinstance(document, dict):
        raise invalid("body", 'must be an object such as {"instances": [[...], ...]}')
    if "instances" not in document:
        raise invalid("instances", "is missing")
    if unknown := sorted(set(document) - {"instances"}):
        raise invalid(printable(unknown[0]), "is not known: the body has the one name 'instances'")
    instances = document["instances"]
    if not isinstance(instances, list):
        raise invalid("instances", "must be an array of rows")
    return from_instances(instances, card=card, max_rows=max_rows)


def from_instances(instances: Sequence[object], *, card: Card, max_rows: int) -> list[Row]:
    """Return the rows in card order; raises one 400 that lists the first faults."""
    if not instances:
        raise invalid("instances", "is empty: send at least one row")
    if len(instances) > max_rows:
        raise invalid("instances", f"has {len(instances)} rows: at most {max_rows} a request")
    faults: list[FieldError] = []
    rows = []
    for index, instance in enumerate(instances):
        rows.append(_row(instance, card=card, path=f"instances[{index}]", faults=faults))
        if len(faults) >= MOST_ERRORS_LISTED:
            break
    if faults:
        first = faults[0]
        raise ProblemError(Kind.INVALID_REQUEST, f"{first.field}: {first.message}", errors=faults)
    return rows


def _row(instance: object, *, card: Card, path: str, faults: list[FieldError]) -> Row:
    if isinstance(instance, list):
        return _positional(instance, card=card, path=path, faults=faults)
    if isinstance(instance, dict):
        return _named(instance, card=card, path=path, faults=faults)
    faults.append(FieldError(field=path, message="must be an array of values or an object of named values"))
    return []


def _positional(values: Sequence[object], *, card: Card, path: str, faults: list[FieldError]) -> Row:
    if len(values) != len(card.features):
        message = f"has {len(values)} values: the model takes {len(card.features)}, in the order of its card"
        faults.append(FieldError(field=path, message=message))
        return []
    return [
        _value(value, feature, path=path, faults=faults)
        for value, feature in zip(values, card.features, strict=True)
    ]


def _named(values: Mapping[str, object], *, card: Card, path: str, faults: list[FieldError]) -> Row:
    known = {feature.name for feature in card.features}
    faults.extend(
        FieldError(field=f"{path}.{printable(name)}", message="is not a feature of the model")
        for name in values
        if name not in known
    )
    row: Row = []
    for feature in card.features:
        if feature.name not in values and not feature.missing:
            faults.append(FieldError(field=f"{path}.{feature.name}", message="is missing"))
            continue
        row.append(_value(values.get(feature.name), feature, path=path, faults=faults))
    return row


def _value(value: object, feature: Feature, *, path: str, faults: list[FieldError]) -> Value:
    message = _fault(value, feature)
    if message is not None:
        faults.append(FieldError(field=f"{path}.{feature.name}", message=message))
        return None
    return value if isinstance(value, int | float | str) else None


def _fault(value: object, feature: Feature) -> str | None:
    if value is None:
        return None if feature.missing else "must not be null: the model has not seen gaps here"
    if isinstance(feature, CategoryFeature):
        known = isinstance(value, str) and value in feature.categories
        return None if known else "must be one of " + ", ".join(map(repr, feature.categories))
    if isinstance(feature, TextFeature):
        return text_fault(value, feature)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    # False for NaN too, and exact for integers that no float can hold.
    if not abs(value) <= LARGEST_FLOAT32:
        return "must be a finite number that a float32 can hold"
    return None
