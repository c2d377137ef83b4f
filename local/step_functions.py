"""Step Functions tasks that start a SageMaker job, and with `.sync` wait for its end.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
"""

import json
import time
from collections.abc import Callable
from typing import Any, cast

from botocore.exceptions import ClientError
from botocore.model import Shape, StructureShape
from ministack.services import stepfunctions

from local import aws
from local.sagemaker.operations import MODEL, trim
from local.sagemaker.records import records

JOBS = ("TrainingJob", "ProcessingJob", "TransformJob")
LONGEST_SECONDS = 5 * 24 * 3600.0
"""The longest that a job may run by SageMaker's default quotas."""
SAGEMAKER = {"target_prefix": "SageMaker", "protocol": "json"}
_POLL_SECONDS = 0.2
_ENDED = ("Completed", "Failed", "Stopped")
_Task = Callable[[str, dict[str, Any]], dict[str, Any]]


def install() -> None:
    """Add the tasks to those that the emulator dispatches, and SageMaker to the services of `aws-sdk:`."""
    stepfunctions._AWS_SDK_SERVICE_MAP["sagemaker"] = SAGEMAKER  # noqa: SLF001
    stepfunctions._AWS_SDK_ERROR_PREFIX["sagemaker"] = "SageMaker"  # noqa: SLF001
    stepfunctions._SDK_MEMBER_NAME_OVERRIDES.update(_kept_names())  # noqa: SLF001
    stepfunctions._SERVICE_DISPATCH["arn:aws:states:::aws-sdk:s3:putObject"] = _put_object  # noqa: SLF001
    for kind in JOBS:
        stepfunctions._SERVICE_DISPATCH[f"arn:aws:states:::sagemaker:create{kind}"] = _task(kind)  # noqa: SLF001


def _kept_names() -> dict[tuple[str, str], str]:
    """Keep AutoMLJobName as the API writes it: the emulator would answer AutomlJobName, which no SDK does."""
    shapes = (MODEL.shape_for(name) for name in MODEL.shape_names)
    return {
        (shape.name, member): member
        for shape in shapes
        if isinstance(shape, StructureShape)
        for member in shape.members
        if "AutoML" in member
    }


def _put_object(_: str, given: dict[str, Any]) -> dict[str, Any]:
    """Store a body, which the emulator's own task does not take; one that is no text is stored as JSON."""
    body = given["Body"]
    text = body if isinstance(body, str) else json.dumps(body)
    try:
        answer = aws.client("s3").put_object(**given | {"Body": text.encode()})
    except ClientError as error:
        raise _failed(f"S3.{error.response['Error']['Code']}", error.response["Error"]["Message"]) from error
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _task(kind: str) -> _Task:
    def create(resource: str, given: dict[str, Any]) -> dict[str, Any]:
        made = _created(kind, given)
        return _result(kind, given[f"{kind}Name"]) if resource.endswith(".sync") else made

    return create


def _created(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    client = aws.client("sagemaker")
    method = {name: method for method, name in client.meta.method_to_api_mapping.items()}[f"Create{kind}"]
    try:
        answer: dict[str, Any] = getattr(client, method)(**given)
    except ClientError as error:
        failure = error.response["Error"]
        raise _failed(f"SageMaker.{failure['Code']}", str(failure["Message"])) from error
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _result(kind: str, name: str, *, sleep: Callable[[float], None] = time.sleep) -> dict[str, Any]:
    """Wait for the job and return what Describe says of it, which is the cause where the job failed."""
    waited = 0.0
    while (record := records.get(kind, name))[f"{kind}Status"] not in _ENDED:
        if waited > LONGEST_SECONDS:
            raise _failed("States.Timeout", f"{kind} {name} is still {record[f'{kind}Status']}")
        sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS
    described = _plain(trim(cast(Shape, MODEL.operation_model(f"Describe{kind}").output_shape), record))
    if described[f"{kind}Status"] != "Completed":
        raise _failed("States.TaskFailed", json.dumps(described))
    return cast(dict[str, Any], described)


def _plain(value: Any) -> Any:
    """Return times as Step Functions writes them, in milliseconds since the epoch."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value.timestamp() * 1000) if hasattr(value, "timestamp") else value


def _failed(error: str, cause: str) -> Exception:
    made: Exception = stepfunctions._ExecutionError(error, cause)  # noqa: SLF001
    return made
