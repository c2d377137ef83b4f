"""One update of a Serving stack: the call, CloudFormation's refusals, and its end, within a limit."""

from typing import Any

from config.lifecycle import Lifecycle
from stacks.constructs.lifecycle_states import State, caught

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
NO_UPDATES = "*No updates are to be performed*"
"""CloudFormation's words where the version serves already: there is no error of its own for it."""
BUSY = ("*_IN_PROGRESS state*", "*Rate exceeded*")


def late(counter: str, looks: int, *, then: str) -> list[State]:
    """Return the choice of a wait that has taken too long."""
    return [{"Variable": f"$.{counter}.looks", "NumericGreaterThan": looks, "Next": then}]


def counted(name: str, counter: str, lifecycle: Lifecycle, *, then: str) -> dict[str, State]:
    """Return a pause that counts how often it was taken."""
    return {
        name: {"Type": "Wait", "Seconds": lifecycle.poll_seconds, "Next": f"{name}Counted"},
        f"{name}Counted": {
            "Type": "Pass",
            "Parameters": {"looks.$": f"States.MathAdd($.{counter}.looks, 1)"},
            "ResultPath": f"$.{counter}",
            "Next": then,
        },
    }


def update_states(
    name: str, parameters: str, lifecycle: Lifecycle, looks: int, *, done: str
) -> dict[str, State]:
    """Return the states of one update of the stack, from the call to the end that CloudFormation tells."""
    refused: list[State] = [{"Variable": "$.failure.Cause", "StringMatches": NO_UPDATES, "Next": done}]
    refused += [
        {"Variable": "$.failure.Cause", "StringMatches": each, "Next": "WaitForTurn"} for each in BUSY
    ]
    status: dict[str, Any] = {"Variable": "$.stack.status"}
    rolled = [
        status | {"StringEquals": each, "Next": "FindReason"}
        for each in ("UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED")
    ]
    return {
        name: {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:cloudformation:updateStack",
            "Parameters": {
                "StackName.$": "$.turn.answer.stack",
                "UsePreviousTemplate": True,
                "Parameters.$": f"$.turn.answer.{parameters}",
                "Capabilities": CAPABILITIES,
            },
            "ResultPath": "$.updated",
            "Catch": caught(f"{name}Refused"),
            "Next": f"{name}Begun",
        },
        f"{name}Refused": {"Type": "Choice", "Choices": refused, "Default": "GaveUp"},
        f"{name}Begun": {
            "Type": "Pass",
            "Result": {"looks": 0},
            "ResultPath": "$.followed",
            "Next": f"{name}Wait",
        },
        **counted(f"{name}Wait", "followed", lifecycle, then=f"{name}Follow"),
        f"{name}Follow": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:cloudformation:describeStacks",
            "Parameters": {"StackName.$": "$.turn.answer.stack"},
            "ResultSelector": {"status.$": "$.Stacks[0].StackStatus"},
            "ResultPath": "$.stack",
            "Retry": [_patient()],
            "Catch": caught("Unfollowed"),
            "Next": f"{name}Ended",
        },
        f"{name}Ended": {
            "Type": "Choice",
            "Choices": [
                status | {"StringEquals": "UPDATE_COMPLETE", "Next": done},
                *rolled,
                *late("followed", looks, then="GoesOn"),
            ],
            "Default": f"{name}Wait",
        },
    }


def _patient() -> State:
    return {
        "ErrorEquals": ["CloudFormation.CloudFormationException"],
        "IntervalSeconds": 5,
        "MaxAttempts": 5,
        "BackoffRate": 2,
    }
