"""Requests against botocore's models: types, ranges and enumerations, with blobs decoded."""

import base64
import binascii
import functools
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

from local.sagemaker.errors import ServiceError

_INVALID = {"textract": "InvalidParameterException", "rekognition": "InvalidParameterException"}


@functools.cache
def model(service: str) -> ServiceModel:
    """Return botocore's model of a service."""
    return botocore.session.get_session().get_service_model(service)


def checked_request(service: str, shape: Shape, request: dict[str, Any]) -> dict[str, Any]:
    """Return the request with its blobs as bytes.

    Raises `ServiceError` with the service's code for invalid requests, naming the member.
    """
    code = _INVALID.get(service, "ValidationException")
    try:
        decoded: dict[str, Any] = _decoded(shape, request)
    except binascii.Error as error:
        raise ServiceError(code="SerializationException", message=f"Not base64: {error}") from error
    report = ParamValidator().validate(decoded, shape)
    if report.has_errors():
        raise ServiceError(code=code, message=report.generate_report())
    if wrong := _beyond(shape, decoded, ""):
        raise ServiceError(
            code=code, message=f"{len(wrong)} validation error(s) detected: {'; '.join(wrong)}"
        )
    return decoded


def _decoded(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        return {
            name: _decoded(shape.members[name], item) if name in shape.members else item
            for name, item in value.items()
            if item is not None
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_decoded(shape.member, item) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {name: _decoded(shape.value, item) for name, item in value.items()}
    if shape.type_name == "blob" and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    return value


def _beyond(shape: Shape, value: Any, path: str) -> list[str]:
    """Name the members that break what ParamValidator leaves out: enumerations and upper bounds."""
    if isinstance(shape, StructureShape):
        known = [(name, item) for name, item in value.items() if name in shape.members]
        return [
            error
            for name, item in known
            for error in _beyond(shape.members[name], item, f"{path}.{name}".lstrip("."))
        ]
    if isinstance(shape, ListShape):
        return [e for i, item in enumerate(value) for e in _beyond(shape.member, item, f"{path}[{i}]")]
    if isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        return [f"Value '{value}' at '{path}' must satisfy enum value set: {sorted(shape.enum)}"]
    if shape.type_name in ("integer", "float") and value > shape.metadata.get("max", value):
        return [f"Value {value} at '{path}' must be at most {shape.metadata['max']}"]
    return []
