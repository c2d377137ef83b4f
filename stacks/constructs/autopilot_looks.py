"""A job of Autopilot looked at until it ends, stopped when it does not, and why it failed.

Step Functions has no `.sync` for AutoML jobs, so a bounded loop looks at it (its guide, SageMaker).
"""

from typing import Any

from config.autopilot import Autopilot

States = dict[str, Any]
CALL = "arn:aws:states:::aws-sdk:sagemaker:"
THROTTLED = {
    "ErrorEquals": ["SageMaker.ThrottlingException", "SageMaker.SageMakerException"],
    "IntervalSeconds": 10,
    "MaxAttempts": 3,
    "BackoffRate": 2,
    "JitterStrategy": "FULL",
}
CAUGHT = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Failed"}]


def looks(autopilot: Autopilot, *, found: str) -> States:
    """Return the states from `NotLookedAt` on; `found` comes next, with the job in `$.described`."""
    return {**_loop(autopilot, found=found), **_failures(autopilot)}


def either_spelling(name: str, *, of: str, into: str, then: str, pick: dict[str, str]) -> States:
    """Return states that copy members of `of` into `into`; `pick` gives each one's path below `of`.

    The API writes AutoML; the SDK that Step Functions calls it with may write AutoMl.
    """
    as_sdk = {key: path.replace("AutoML", "AutoMl") for key, path in pick.items()}
    first = next(iter(pick.values()))

    def copied(paths: dict[str, str]) -> dict[str, Any]:
        parameters = {f"{key}.$": f"{of}.{path}" for key, path in paths.items()}
        return {"Type": "Pass", "Parameters": parameters, "ResultPath": into, "Next": then}

    spelled = {"Variable": f"{of}.{first}", "IsPresent": True, "Next": f"{name}AsInTheApi"}
    return {
        name: {"Type": "Choice", "Choices": [spelled], "Default": f"{name}AsInTheSdk"},
        f"{name}AsInTheApi": copied(pick),
        f"{name}AsInTheSdk": copied(as_sdk),
    }


def _loop(autopilot: Autopilot, *, found: str) -> States:
    status = "$.status.value"
    ended = {"Completed": found, "Failed": "WhyFailed", "Stopped": "SomebodyStopped"}
    choices = [{"Variable": status, "StringEquals": name, "Next": then} for name, then in ended.items()]
    overrun = {
        "Variable": "$.looks.count",
        "NumericGreaterThanEquals": autopilot.most_polls,
        "Next": "Stop",
    }
    return {
        "NotLookedAt": {"Type": "Pass", "Result": {"count": 0}, "ResultPath": "$.looks", "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": autopilot.poll_seconds, "Next": "Look"},
        "Look": {
            "Type": "Task",
            "Resource": f"{CALL}describeAutoMLJobV2",
            "Parameters": {"AutoMLJobName.$": "$.job.name"},
            "ResultPath": "$.described",
            "Retry": [THROTTLED],
            "Catch": CAUGHT,
            "Next": "Status",
        },
        **either_spelling(
            "Status",
            of="$.described",
            into="$.status",
            then="Ended",
            pick={"value": "AutoMLJobStatus"},
        ),
        "Ended": {"Type": "Choice", "Choices": [*choices, overrun], "Default": "Count"},
        "Count": {
            "Type": "Pass",
            "Parameters": {"count.$": "States.MathAdd($.looks.count, 1)"},
            "ResultPath": "$.looks",
            "Next": "Wait",
        },
        "Stop": {
            "Type": "Task",
            "Resource": f"{CALL}stopAutoMLJob",
            "Parameters": {"AutoMLJobName.$": "$.job.name"},
            "ResultPath": "$.stopped",
            "Retry": [THROTTLED],
            "Catch": CAUGHT,
            "Next": "RanTooLong",
        },
    }


def _failures(autopilot: Autopilot) -> States:
    most = autopilot.most_polls * autopilot.poll_seconds
    told = {"Variable": "$.described.FailureReason", "IsPresent": True, "Next": "SearchFailed"}
    return {
        "WhyFailed": {"Type": "Choice", "Choices": [told], "Default": "FailedWithoutReason"},
        "SearchFailed": {
            "Type": "Fail",
            "Error": "AutopilotFailed",
            "CausePath": "$.described.FailureReason",
        },
        "FailedWithoutReason": {
            "Type": "Fail",
            "Error": "AutopilotFailed",
            "Cause": "The AutoML job failed and gave no reason; its log groups begin with /aws/sagemaker/",
        },
        "SomebodyStopped": {
            "Type": "Fail",
            "Error": "AutopilotStopped",
            "Cause": "Somebody stopped the AutoML job: nothing was registered",
        },
        "RanTooLong": {
            "Type": "Fail",
            "Error": "AutopilotRanTooLong",
            "Cause": f"The AutoML job had not ended after {most} s and was stopped; see [autopilot]",
        },
        "Failed": {"Type": "Fail", "ErrorPath": "$.failure.Error", "CausePath": "$.failure.Cause"},
    }
