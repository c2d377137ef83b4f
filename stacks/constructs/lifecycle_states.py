"""The kinds of states that the lifecycle is made of."""

from collections.abc import Callable, Iterable
from typing import Any

from stacks.constructs.retries import retry

MOST_SECONDS = 60
"""Between two tries."""
State = dict[str, Any]
Step = Callable[..., State]
"""Make the task of a step of the function: its name, where its answer goes, what it gets besides, fields."""

SAGEMAKER_ERRORS = ["SageMaker.ConflictException", "SageMaker.SageMakerException"]
"""Another update of the same version, or throttled: what a second attempt may find otherwise."""
LAMBDA_ERRORS = [
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
]


def states_with(*, function: str, task_seconds: int) -> Step:
    """Return what makes the tasks of `function`; told the package, giving up after it."""

    def step(name: str, *, result: str, given: State | None = None, **fields: Any) -> State:
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {
                "FunctionName": function,
                "Payload": {"step": name, "package.$": "$.package"} | (given or {}),
            },
            "ResultSelector": {"answer.$": "$.Payload"},
            "ResultPath": f"$.{result}",
            "TimeoutSeconds": task_seconds,
            "Retry": [retry(LAMBDA_ERRORS, seconds=2, attempts=4, most_seconds=MOST_SECONDS)],
        } | fields

    return step


def write(update: str, members: Iterable[str], **fields: Any) -> State:
    """Return the task that writes members of an update, which lies at the path `update`, into it."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
        "Parameters": {f"{name}.$": f"{update}.{name}" for name in ("ModelPackageArn", *members)},
        "ResultPath": "$.written",
        "Retry": [retry(SAGEMAKER_ERRORS, seconds=2, attempts=5, most_seconds=MOST_SECONDS)],
    } | fields


def succeed(*names: str) -> dict[str, State]:
    """Return ends that are no failures; their names say how it ended."""
    return {name: {"Type": "Succeed"} for name in names}


def caught(then: str) -> list[State]:
    """Return the way out for whatever goes wrong."""
    return [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": then}]
