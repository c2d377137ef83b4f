"""SageMaker's API as a registry of operations; botocore's model checks requests and answers."""

from collections.abc import Callable
from typing import Any, cast

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

from local.sagemaker.errors import ServiceError

Request = dict[str, Any]
Answer = dict[str, Any]
Handler = Callable[[Request], Answer]

MODEL: ServiceModel = botocore.session.get_session().get_service_model("sagemaker")
_handlers: dict[str, Handler] = {}


def operation(name: str) -> Callable[[Handler], Handler]:
    """Register the handler of one operation, by its name in the service model; a second one is a mistake."""
    if name not in MODEL.operation_names:
        raise LookupError(f"SageMaker has no operation {name}")

    def register(handler: Handler) -> Handler:
        if name in _handlers:
            raise LookupError(f"{name} already has a handler: {_handlers[name].__module__}")
        _handlers[name] = handler
        return handler

    return register


def registered() -> frozenset[str]:
    """Return the operations that have a handler."""
    return frozenset(_handlers)


def call(name: str, request: Request) -> Answer:
    """Run an operation as the API would: check the request, run, trim and check the answer.

    Raises `ServiceError`: 400 for a request that the model refuses, 501 for an operation without handler.
    """
    if name not in _handlers:
        message = f"{name} is not emulated locally. Use an AWS account for it."
        raise ServiceError(code="NotEmulatedLocally", message=message, status=501)
    model = MODEL.operation_model(name)
    report = ParamValidator().validate(request, cast(Shape, model.input_shape))
    if report.has_errors():
        raise ServiceError(message=report.generate_report())
    return _checked(model, _handlers[name](request))


def _checked(model: OperationModel, answer: Answer) -> Answer:
    if model.output_shape is None:
        return {}
    known: Answer = trim(model.output_shape, answer)
    report = ParamValidator().validate(known, model.output_shape)
    if report.has_errors():
        raise ValueError(f"{model.name} answers what its model does not allow: {report.generate_report()}")
    return known


def trim(shape: Shape, value: Any) -> Any:
    """Return `value` without the members that `shape` does not know, at any depth, and without None."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        members = shape.members
        return {
            name: trim(members[name], item)
            for name, item in value.items()
            if name in members and item is not None
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [trim(shape.member, item) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {name: trim(shape.value, item) for name, item in value.items()}
    return value
