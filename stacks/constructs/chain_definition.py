"""The document chain in the Amazon States Language: read all pages, work on each alone, put them together.

Only job ids, page numbers and error names pass through it: text stays in the bucket.
"""

from typing import Any

State = dict[str, Any]

MOST_SECONDS = 3600
"""Of a whole job; the function tells clients of an older one that it failed."""
POLL_SECONDS = 5
BUSY_SECONDS = 10

REPORTED = "$.reported"
"""Where an answer goes that nobody reads; null would drop it, but does not survive the synthesis."""

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

    job = {"job.$": "$.job"}
    abandon = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Abandon"}]
    return {
        "Comment": "Reads a document, page by page; a page that fails does not stop the others",
        "TimeoutSeconds": MOST_SECONDS,
        "StartAt": "Open",
        "States": {
            "Open": step("open", job, Catch=abandon, Next="Ready?"),
            "Ready?": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.ready", "BooleanEquals": True, "Next": "Pages"}],
                "Default": "Wait",
            },
            "Wait": {"Type": "Wait", "Seconds": POLL_SECONDS, "Next": "Open"},
            "Pages": _pages(step, queue_url, concurrency) | {"Catch": abandon, "Next": "Close"},
            "Close": step("close", job | {"results.$": "$.results"}, Catch=abandon, End=True),
            "Abandon": step(
                "abandon",
                job | {"error.$": "$.failure.Error"},
                ResultPath=REPORTED,
                OutputPath="$",
                Catch=[{"ErrorEquals": ["States.ALL"], "ResultPath": REPORTED, "Next": "ReportJob"}],
                Next="ReportJob",
            ),
            "ReportJob": _report(queue_url, job | {"error.$": "$.failure.Error"}, then="JobFailed"),
            "JobFailed": {
                "Type": "Fail",
                "ErrorPath": "$.failure.Error",
                "Cause": "The job failed",
            },
        },
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


def _pages(step: Any, queue_url: str, concurrency: int) -> State:
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
