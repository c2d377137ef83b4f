"""The operations that have a stand-in, and the call of one: checked before and after by botocore's models."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, cast

from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator

from local.ai import shapes
from local.sagemaker.errors import ServiceError
from local.sagemaker.operations import trim

Request = dict[str, Any]
Answer = dict[str, Any]
Handler = Callable[[Request], Answer]
_MODULES = (
    "comprehend",
    "comprehend_batch",
    "translate.text",
    "translate.terminology_operations",
    "textract.documents",
    "textract.job_operations",
    "rekognition",
    "bedrock",
    "guardrails.operations",
    "chat_stream",
)


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """What answers one operation: `what` in words, and the packages whose algorithm or data it uses."""

    handler: Callable[[Request], Any]
    what: str
    packages: tuple[str, ...]

    @property
    def label(self) -> str:
        """Say what answers, with the versions, as the header `x-lab2api-stand-in` carries it."""
        releases = [f"{package} {version(package)}" for package in self.packages]
        return "; ".join([self.what, *releases])


_stand_ins: dict[tuple[str, str], StandIn] = {}


def operation(
    service: str, name: str, *, what: str, packages: tuple[str, ...] = ()
) -> Callable[[Handler], Handler]:
    """Register the stand-in of one operation; one that the service's model does not know is a mistake."""
    if name not in shapes.model(service).operation_names:
        raise LookupError(f"{service} has no operation {name}")

    def register(handler: Handler) -> Handler:
        add(service, name, StandIn(handler=handler, what=what, packages=packages))
        return handler

    return register


def add(service: str, name: str, found: StandIn) -> None:
    """Keep one stand-in."""
    _stand_ins[service, name] = found


def load() -> None:
    """Import every module that registers stand-ins. Their algorithms load on first use."""
    for name in _MODULES:
        importlib.import_module(f"local.ai.{name}")


def stand_ins(service: str) -> dict[str, StandIn]:
    """Return the stand-ins of a service by operation."""
    load()
    return {name: found for (owner, name), found in sorted(_stand_ins.items()) if owner == service}


def call(service: str, name: str, request: Request) -> tuple[Answer, str]:
    """Run an operation as the API would; return the answer and the label of what computed it.

    Raises `ServiceError`: with the service's own code for a request it would refuse, 501 where nothing
    on this machine can answer.
    """
    found, model, checked = asked(service, name, request)
    return _checked_answer(model, found.handler(checked)), found.label


def asked(service: str, name: str, request: Request) -> tuple[StandIn, OperationModel, Request]:
    """Find what answers an operation, and check the request; raises `ServiceError` as `call` does."""
    found = stand_ins(service).get(name)
    if found is None:
        raise not_emulated(f"{service} {name} has no stand-in on this machine.", service=service)
    model = shapes.model(service).operation_model(name)
    return found, model, shapes.checked_request(service, cast(Shape, model.input_shape), request)


def not_emulated(message: str, *, service: str) -> ServiceError:
    """Make the answer for what nothing honest here can compute, with what to do about it."""
    advice = f" Use a real account: AWS_PROFILE=... lab2api local up --real {service}"
    return ServiceError(code="NotEmulatedLocally", message=message + advice, status=501)


def _checked_answer(operation_model: OperationModel, answer: Answer) -> Answer:
    if operation_model.output_shape is None:
        return {}
    known: Answer = trim(operation_model.output_shape, answer)
    report = ParamValidator().validate(known, operation_model.output_shape)
    if report.has_errors():
        raise ValueError(f"{operation_model.name} answers what its model refuses: {report.generate_report()}")
    return known
