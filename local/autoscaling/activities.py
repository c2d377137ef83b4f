"""Scaling activities: what was changed, why, and how it ended."""

import uuid

from local import clock
from local.autoscaling.resources import Resource
from local.autoscaling.targets import NAMED_BY, Record, Target
from local.sagemaker.errors import ServiceError

_WAITING = "Waiting for change to be fulfilled by sagemaker."
_FULFILLED = "Change successfully fulfilled by sagemaker."


def begin(target: Target, *, noun: str, capacity: int, cause: str) -> Record:
    """Note that a capacity was asked for; `end` says how that went."""
    activity = {
        **{member: target.record[member] for member in NAMED_BY},
        "ActivityId": str(uuid.uuid4()),
        "Description": f"Setting {noun} to {capacity}.",
        "Cause": cause,
        "StartTime": clock.now(),
        "StatusCode": "InProgress",
        "StatusMessage": f"Successfully set {noun} to {capacity}. {_WAITING}",
    }
    target.activities.appendleft(activity)
    return activity


def end(activity: Record, *, reason: str) -> None:
    """Note the end: successful without a reason, else failed."""
    message = str(activity["StatusMessage"]).partition(". ")[0]
    activity |= {
        "EndTime": clock.now(),
        "StatusCode": "Failed" if reason else "Successful",
        "StatusMessage": f"Failed: {reason}" if reason else f"{message}. {_FULFILLED}",
    }


def follow(target: Target, resource: Resource) -> None:
    """End the activities whose resource has done, or has failed to do, what was asked for."""
    going = [activity for activity in target.activities if activity["StatusCode"] == "InProgress"]
    if not going:
        return
    try:
        outcome = resource.outcome()
    except ServiceError as gone:
        outcome = gone.message
    if outcome is not None:
        for activity in going:
            end(activity, reason=outcome)
