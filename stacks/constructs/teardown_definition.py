"""A class's teardown in the Amazon States Language: one child execution a student, in it one state a stage.

A stage is asked again until nothing of it is left; when to ask and when to give up, the function answers.
A student's failure stops that student alone: the report tells, and the execution ends red.
"""

from typing import Any

from stacks.constructs.lifecycle_states import LAMBDA_ERRORS
from stacks.constructs.retries import retry

State = dict[str, Any]
AT_ONCE = 10
"""Students at a time: SageMaker's lists and deletions are throttled by account."""
STAGES = (
    "stop",
    "export",
    "apps",
    "spaces",
    "canvas",
    "endpoints",
    "jobs",
    "reexport",
    "made",
    "profiles",
    "objects",
    "logs",
    "keys",
    "roles",
    "search",
)
"""In order; the names are those that lambda/sandbox_teardown knows."""
PROGRESS = ("stage", "rounds", "done", "wait", "waiting", "refused", "place")
FRESH = {"stage": "", "rounds": 0, "done": False, "wait": 0, "waiting": {}, "refused": {}, "place": 0}
REPORTED = "$.reported"
"""Where an answer goes that nobody reads; null would drop it, but does not survive the synthesis."""
NOT_CLEAN = "NotClean"


def teardown_definition(*, function: str, task_seconds: int) -> State:
    """Return the definition; `function` is the ARN. Input: `students`, empty for all that have a lease."""
    given = {"students.$": "$.students"}
    return {
        "Comment": "Exports and wipes sandboxes, and searches for what is left",
        "StartAt": "Students",
        "States": {
            "Students": _ask(function, task_seconds, "students", given)
            | {
                "ResultSelector": {"students.$": "$.Payload.students"},
                "ResultPath": "$.chosen",
                "Next": "Each",
            },
            "Each": _each(function, task_seconds),
            "Report": _ask(function, task_seconds, "report", given)
            | {
                "ResultSelector": {"verdict.$": "$.Payload", "said.$": "$.Payload.said"},
                "ResultPath": "$",
                "Next": "Clean?",
            },
            "Clean?": _if("$.verdict.clean", then="Clean", otherwise=NOT_CLEAN),
            "Clean": {"Type": "Succeed"},
            NOT_CLEAN: {"Type": "Fail", "Error": NOT_CLEAN, "CausePath": "$.said"},
        },
    }


def _each(function: str, task_seconds: int) -> State:
    """Return the map: its results are in the ledger, and here an empty object a student."""
    return {
        "Type": "Map",
        "ItemsPath": "$.chosen.students",
        "ItemSelector": {"slug.$": "$$.Map.Item.Value.slug", "progress": dict(FRESH)},
        "MaxConcurrency": AT_ONCE,
        "ToleratedFailurePercentage": 100,
        "Label": "Student",
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Claim",
            "States": _student(function, task_seconds),
        },
        "ResultPath": REPORTED,
        "Next": "Report",
    }


def _student(function: str, task_seconds: int) -> dict[str, State]:
    slug, going_on = {"slug.$": "$.slug"}, {"ResultPath": REPORTED, "Catch": _caught()}
    states: dict[str, State] = {
        "Claim": _ask(function, task_seconds, "claim", slug) | going_on | {"Next": "Shut"},
        "Shut": _ask(function, task_seconds, "shut", slug) | going_on | {"Next": _title(STAGES[0])},
    }
    for stage, following in zip(STAGES, (*map(_title, STAGES[1:]), "Finish"), strict=True):
        states |= _stage(function, task_seconds, stage, following)
    failure = {"error.$": "$.failure.Error", "cause.$": "$.failure.Cause"}
    progress = slug | {"progress.$": "$.progress"}
    return states | {
        "Finish": _ask(function, task_seconds, "finish", progress) | going_on | {"Next": "Done"},
        "Done": {"Type": "Pass", "Result": {}, "End": True},
        "GiveUp": _ask(function, task_seconds, "give_up", slug | failure)
        | {"ResultPath": REPORTED, "Next": "GivenUp"},
        "GivenUp": {"Type": "Fail", "Error": "GivenUp"},
    }


def _stage(function: str, task_seconds: int, stage: str, following: str) -> dict[str, State]:
    title, given = _title(stage), {"slug.$": "$.slug", "progress.$": "$.progress"}
    return {
        title: _ask(function, task_seconds, stage, given)
        | {
            "ResultSelector": {f"{name}.$": f"$.Payload.{name}" for name in PROGRESS},
            "ResultPath": "$.progress",
            "Catch": _caught(),
            "Next": f"{title}Done?",
        },
        f"{title}Done?": _if("$.progress.done", then=following, otherwise=f"{title}Wait"),
        f"{title}Wait": {"Type": "Wait", "SecondsPath": "$.progress.wait", "Next": title},
    }


def _ask(function: str, task_seconds: int, step: str, given: State) -> State:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": function, "Payload": {"step": step} | given},
        "TimeoutSeconds": task_seconds,
        "Retry": [retry(LAMBDA_ERRORS, seconds=2, attempts=5, most_seconds=60)],
    }


def _if(path: str, *, then: str, otherwise: str) -> State:
    return {
        "Type": "Choice",
        "Choices": [{"Variable": path, "BooleanEquals": True, "Next": then}],
        "Default": otherwise,
    }


def _caught() -> list[State]:
    return [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "GiveUp"}]


def _title(stage: str) -> str:
    return stage.capitalize()
