"""Step Functions' AWS SDK integrations of the services that the lifecycle calls, by in-process clients.

The emulator knows neither SageMaker's nor CloudFormation's, and names the errors of `sfn` otherwise. Errors
are named as on AWS: the service, and the exception of the SDK for Java, which has its own for errors in the
service's model, and `<Service>Exception` for the rest, such as CloudFormation's ValidationError.
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError
from ministack.services import stepfunctions

from local import aws

SERVICES = {
    "cloudformation": ("cloudformation", "CloudFormation"),
    "sagemaker": ("sagemaker", "SageMaker"),
    "sfn": ("stepfunctions", "Sfn"),
}
"""The service of an integration: boto3's name of it, and what its errors begin with."""
_TEXT_MEMBERS = {"sfn": ("Input",)}
"""Members that hold JSON as text: the integration takes an object and writes it."""


def install() -> None:
    """Add the integrations to those that the emulator dispatches."""
    for service in SERVICES:
        stepfunctions._SERVICE_DISPATCH[f"arn:aws:states:::aws-sdk:{service}:"] = _task  # noqa: SLF001


def _task(resource: str, given: dict[str, Any]) -> dict[str, Any]:
    service, action = resource.split(":")[-2:]
    name, prefix = SERVICES[service]
    client = aws.client(name)
    operation = action[0].upper() + action[1:]
    method = {made: method for method, made in client.meta.method_to_api_mapping.items()}.get(operation)
    if method is None:
        raise _failed("States.Runtime", f"{service} has no operation {operation}")
    try:
        answer = getattr(client, method)(
            **_members(client, operation, given, text=_TEXT_MEMBERS.get(service, ()))
        )
    except ClientError as error:
        failure = error.response["Error"]
        raise _failed(error_name(client, prefix, failure["Code"]), failure["Message"]) from error
    except ParamValidationError as error:
        raise _failed("States.Runtime", str(error)) from error
    return {_pascal(key): _plain(value) for key, value in answer.items() if key != "ResponseMetadata"}


def error_name(client: Any, prefix: str, code: str) -> str:
    """Return an error's name as Step Functions gives it to Catch and Retry."""
    known = {shape.error_code or shape.name for shape in client.meta.service_model.error_shapes}
    known |= {shape.name for shape in client.meta.service_model.error_shapes}
    if code not in known:
        return f"{prefix}.{prefix}Exception"
    return f"{prefix}.{code.removesuffix('Exception')}Exception"


def _members(
    client: Any, operation: str, given: Mapping[str, Any], *, text: tuple[str, ...]
) -> dict[str, Any]:
    """Return the members by the names of the service's model: Step Functions begins each with a capital."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    named = {_pascal(name): name for name in shape.members}
    written = {
        key: json.dumps(value) if key in text and not isinstance(value, str) else value
        for key, value in given.items()
    }
    return {named.get(key, key): value for key, value in written.items()}


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def _plain(value: Any) -> Any:
    """Return times as the SDK integrations write them: ISO 8601."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _failed(error: str, cause: str) -> Exception:
    made: Exception = stepfunctions._ExecutionError(error, cause)  # noqa: SLF001
    return made
