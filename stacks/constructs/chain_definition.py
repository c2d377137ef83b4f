"""The document chain in the Amazon States Language: read all pages, work on each alone, put them together.

Only job ids, page numbers and error names pass through it: text stays in the bucket.
"""

from collections.abc import Callable
from typing import Any

State = dict[str, Any]
Step = Callable[..., State]
"""Make the task of a step of the function: its name, what it is sent, and further fields of the state."""

MOST_SECONDS = 3600
"""Of a whole job; the function tells clients of an older one that it failed."""
POLL_SECONDS = 5
BUSY_SECONDS = 10

REPORTED = "$.reported"
"""Where an answer goes that nobody reads; null would drop it, but does not survive the synthesis."""

_JOB = {"job.$": "$.job"}
_ABANDON = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Abandon"}]
THROTTLED = ["ThrottledError", "Lambda.TooManyRequestsException"]
UNAVAILABLE = [
    "UnavailableError",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
]
TIMED_OUT = ["TimedOutError", "States.Timeout", "Sandbox.Timedout"]
BUSY = ["PageBusyError"]


def chain_definition(*, function: str, queue_url: str, task_seconds: int, concurrency: int) -> State:
    """Return the definition; `function` is the ARN of the alias that does each step.

    A task gives up later than the function itself, so a retry never meets an attempt that still runs.
    """

    def step(name: str, payload: State, **fields: Any) -> State:
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": function, "Payload": {"step": name} | payload},
            "OutputPath": "$.Payload",
            "TimeoutSeconds": task_seconds,
            "Retry": retries(),
        } | fields

    pages = _pages(step, queue_url, concurrency) | {"Catch": _ABANDON, "Next": "Close"}
    return {
        "Comment": "Reads a document, page by page; a page that fails does not stop the others",
        "TimeoutSeconds": MOST_SECONDS,
        "StartAt": "Open",
        "States": {
            "Open": step("open", _JOB, Catch=_ABANDON, Next="Ready?"),
            "Ready?": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.ready", "BooleanEquals": True, "Next": "Pages"}],
                "Default": "Wait",
            },
            "Wait": {"Type": "Wait", "Seconds": POLL_SECONDS, "Next": "Open"},
            "Pages": pages,
            "Close": step("close", _JOB | {"results.$": "$.results"}, Catch=_ABANDON, End=True),
            **_failure(step, queue_url),
        },
    }


def _failure(step: Step, queue_url: str) -> State:
    """Return the states of a job that failed as a whole: written down, reported, and failed."""
    reported = [{"ErrorEquals": ["States.ALL"], "ResultPath": REPORTED, "Next": "ReportJob"}]
    failed = _JOB | {"error.$": "$.failure.Error"}
    return {
        "Abandon": step(
            "abandon", failed, ResultPath=REPORTED, OutputPath="$", Catch=reported, Next="ReportJob"
        ),
        "ReportJob": _report(queue_url, failed, then="JobFailed"),
        "JobFailed": {"Type": "Fail", "ErrorPath": "$.failure.Error", "Cause": "The job failed"},
    }


def retries() -> list[State]:
    """Return how each class of error is tried again; what is not here, such as a broken page, is not."""
    return [
        _retry(THROTTLED, seconds=2, attempts=6),
        _retry(UNAVAILABLE, seconds=2, attempts=3),
        _retry(TIMED_OUT, seconds=5, attempts=2),
        _retry(BUSY, seconds=BUSY_SECONDS, attempts=4, jitter="NONE"),
    ]


def _retry(errors: list[str], *, seconds: int, attempts: int, jitter: str = "FULL") -> State:
    return {
        "ErrorEquals": errors,
        "IntervalSeconds": seconds,
        "MaxAttempts": attempts,
        "BackoffRate": 2,
        "MaxDelaySeconds": 60,
        "JitterStrategy": jitter,
    }


def _pages(step: Step, queue_url: str, concurrency: int) -> State:
    page = {"job.$": "$.job", "page.$": "$.page"}
    caught = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "ReportPage"}]
    failed = page | {"error.$": "$.failure.Error"}
    return {
        "Type": "Map",
        "ItemsPath": "$.pages",
        "ItemSelector": {"job.$": "$.job", "page.$": "$$.Map.Item.Value"},
        "MaxConcurrency": concurrency,
        "ResultPath": "$.results",
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": "Page",
            "States": {
                "Page": step("page", page, Catch=caught, End=True),
                "ReportPage": _report(queue_url, failed, then="PageFailed"),
                "PageFailed": {
                    "Type": "Pass",
                    "Parameters": {"page.$": "$.page", "error.$": "$.failure.Error"},
                    "End": True,
                },
            },
        },
    }


def _report(queue_url: str, message: State, *, then: str) -> State:
    """Put what failed into the dead-letter queue; a queue that is away must not lose the other pages."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {
            "QueueUrl": queue_url,
            "MessageBody": message | {"execution.$": "$$.Execution.Name"},
        },
        "ResultPath": REPORTED,
        "Retry": [_retry(["States.TaskFailed"], seconds=2, attempts=3)],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": REPORTED, "Next": then}],
        "Next": then,
    }
