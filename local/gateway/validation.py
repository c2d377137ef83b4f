"""Request bodies against the API's models, with the text of `$context.error.validationErrorString`.

AWS names a field only when it is missing or not allowed; here the message always begins with the path.
"""

import json
import re
from typing import Any

from jsonschema import Draft4Validator, ValidationError  # type: ignore[import-untyped]
from ministack.services import apigateway_v1 as emulated
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from local.gateway.exchange import current

_MODEL_URL = re.compile(r".*/restapis/(?P<api>[^/]+)/models/(?P<model>[^/#]+)")
_ERRORS = 5
"""Messages in one answer."""


def install() -> None:
    """Replace the emulator's check, which has no message and holds every content type to the JSON model."""
    emulated._check_request_validation = check  # noqa: SLF001


def check(
    method: dict[str, Any],
    api_id: str,
    request: dict[str, Any],
    headers: dict[str, Any],
    body: bytes,
    query: Any,
) -> Any:
    """Return None, or the gateway error of the method's validator: parameters first, then the body."""
    validators = emulated._request_validators.get(api_id, {})  # noqa: SLF001
    validator = validators.get(method.get("requestValidatorId"), {})
    if validator.get("validateRequestParameters"):
        missing = emulated._missing_request_parameters(method, request, headers, query)  # noqa: SLF001
        if missing:
            return _error(
                "BAD_REQUEST_PARAMETERS", f"Missing required request parameters: [{', '.join(missing)}]", ""
            )
    if not validator.get("validateRequestBody"):
        return None
    schema = _schema(method, api_id, headers)
    if schema is None:
        return None
    message = body_error(schema, body)
    return _error("BAD_REQUEST_BODY", "Invalid request body", message) if message else None


def body_error(schema: dict[str, Any], body: bytes) -> str:
    """Say why `body` does not satisfy the model (JSON schema draft 4), or an empty text."""
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        return f"[the body is not JSON: {error}]"
    registry: Registry[Any] = Registry(retrieve=_retrieve)  # type: ignore[call-arg]
    found = sorted(
        Draft4Validator(schema, registry=registry).iter_errors(document), key=lambda e: list(map(str, e.path))
    )
    return f"[{', '.join(_message(error) for error in found[:_ERRORS])}]" if found else ""


def _schema(method: dict[str, Any], api_id: str, headers: dict[str, Any]) -> dict[str, Any] | None:
    """Return the model for the content type, else that for `$default`, else none: nothing is checked."""
    content_type = str(headers.get("content-type") or "application/json").partition(";")[0].strip().lower()
    models = {name.lower(): model for name, model in (method.get("requestModels") or {}).items()}
    model = models.get(content_type) or models.get("$default")
    schema: dict[str, Any] | None = emulated._model_schema(api_id, model) if model else None  # noqa: SLF001
    return schema


def _message(error: ValidationError) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.path).lstrip(".")
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        text = f"object has missing required properties ({json.dumps(missing)})"
    elif error.validator == "additionalProperties":
        unknown = sorted(error.instance.keys() - error.schema.get("properties", {}).keys())
        text = f"object instance has properties which are not allowed by the schema: {json.dumps(unknown)}"
    else:
        text = error.message if len(error.message) < 200 else f"does not satisfy {error.validator}"
    return f"{path}: {text}" if path else text


def _retrieve(uri: str) -> Resource[Any]:
    named = _MODEL_URL.fullmatch(uri)
    if named is None:
        raise LookupError(f"{uri} is not a model of an API")
    return DRAFT4.create_resource(emulated._model_schema(named["api"], named["model"]))  # noqa: SLF001


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _error(response_type: str, message: str, detail: str) -> Any:
    exchange = current.get()
    if exchange is not None:
        exchange.validation_error = detail
    return emulated._gw_error(response_type, message)  # noqa: SLF001
