"""Template properties in the form that the API wants: typed, and unknown ones refused."""

from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

_BOOLEANS = {"true": True, "false": False}


def for_operation(client: Any, operation: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Return `properties` as the request of `operation`: what came through a Ref is text and gets its type.

    Raises `ValueError` naming a property that the API does not have.
    """
    shape = client.meta.service_model.operation_model(operation).input_shape
    request: dict[str, Any] = _coerced(shape, properties, operation)
    return request


def _coerced(shape: Shape, value: Any, path: str) -> Any:
    if isinstance(shape, StructureShape):
        return {name: _member(shape, name, item, path) for name, item in value.items()}
    if isinstance(shape, ListShape):
        return [_coerced(shape.member, item, path) for item in value]
    if isinstance(shape, MapShape):
        return {name: _coerced(shape.value, item, f"{path}.{name}") for name, item in value.items()}
    return _scalar(shape, value, path)


def _member(shape: StructureShape, name: str, value: Any, path: str) -> Any:
    if name not in shape.members:
        raise ValueError(f"{path} has no property {name}")
    return _coerced(shape.members[name], value, f"{path}.{name}")


def _scalar(shape: Shape, value: Any, path: str) -> Any:
    kind = shape.type_name
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("float", "double"):
        return float(value)
    if kind == "boolean" and isinstance(value, str):
        if value.lower() not in _BOOLEANS:
            raise ValueError(f"{path} is {value!r}: give true or false")
        return _BOOLEANS[value.lower()]
    if kind == "string" and isinstance(value, int | float):
        return str(value)
    return value
