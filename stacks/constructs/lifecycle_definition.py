"""A model's lifecycle in the Amazon States Language: look, record and decide; or deploy, follow, write down.

An event carries a package and asks the machine to look (`do` is `look`). What is to be deployed, it starts
itself for, under a name that a deployment has once: an event that comes twice finds the name taken.
"""

from typing import Any

from config.lifecycle import Lifecycle
from stacks.constructs.lifecycle_deployment import deployment_states
from stacks.constructs.lifecycle_states import State, Step, states_with, succeed, write

STARTED_ALREADY = "Sfn.ExecutionAlreadyExistsException"
STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"
"""What the console reads to link an execution with the one that started it (Step Functions guide)."""


def lifecycle_definition(*, lifecycle: Lifecycle, function: str, machine: str, task_seconds: int) -> State:
    """Return the definition; `function` and `machine` are ARNs, the machine's own for what it starts."""
    step = states_with(function=function, task_seconds=task_seconds)
    asked = {"Variable": "$.do", "StringEquals": "deploy", "Next": "Claim"}
    return {
        "Comment": "From a registered model to one that serves, or to the reason why it does not",
        "StartAt": "Asked",
        "States": {
            "Asked": {"Type": "Choice", "Choices": [asked], "Default": "Look"},
            **_look(step, machine),
            **deployment_states(step, lifecycle),
        },
    }


def _look(step: Step, machine: str) -> dict[str, State]:
    """Return the states of an event: most of them are about our own updates, and end at once."""
    update = "$.looked.answer.update"
    bare = ("ModelLifeCycle", "CustomerMetadataProperties")
    decided = ("ModelApprovalStatus", "ApprovalDescription")
    return {
        "Look": step("look", result="looked", Next="Looked"),
        "Looked": {
            "Type": "Choice",
            "Choices": [_when("action", "deploy", "Start"), _when("action", "record", "Undecided")],
            "Default": "NothingToDo",
        },
        "Undecided": {
            "Type": "Choice",
            "Choices": [_when("decision", "undecided", "Carded")],
            "Default": "DecidedCarded",
        },
        "Carded": _carded(f"{update}.ModelCard", "Record", "RecordBare"),
        "Record": write(update, (*bare, "ModelCard"), Next="WaitsForAPerson"),
        "RecordBare": write(update, bare, Next="WaitsForAPerson"),
        # One write with the record: a version that says it is recorded is not looked at again, so that a
        # decision in a write of its own, which may fail, would never be made.
        "DecidedCarded": _carded(f"{update}.ModelCard", "Decide", "DecideBare"),
        "Decide": write(update, (*bare, *decided, "ModelCard"), Next="DecidedByPolicy"),
        "DecideBare": write(update, (*bare, *decided), Next="DecidedByPolicy"),
        "Start": _start(machine),
        **succeed("NothingToDo", "WaitsForAPerson", "DecidedByPolicy", "Started", "StartedBefore"),
    }


def _carded(path: str, yes: str, no: str) -> State:
    """Branch by whether there is a card to write: a parameter's path must lead somewhere."""
    return {
        "Type": "Choice",
        "Choices": [{"Variable": path, "IsPresent": True, "Next": yes}],
        "Default": no,
    }


def _when(field: str, value: str, then: str) -> State:
    return {"Variable": f"$.looked.answer.{field}", "StringEquals": value, "Next": then}


def _start(machine: str) -> State:
    given: dict[str, Any] = {"do": "deploy", "package.$": "$.package", f"{STARTED_BY}.$": "$$.Execution.Id"}
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution",
        "Parameters": {"StateMachineArn": machine, "Name.$": "$.looked.answer.name", "Input": given},
        "ResultPath": "$.started",
        "Catch": [{"ErrorEquals": [STARTED_ALREADY], "ResultPath": "$.failure", "Next": "StartedBefore"}],
        "Next": "Started",
    }
