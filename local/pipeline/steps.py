"""What each type of step does: the API calls that the pipeline service makes for it on AWS."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.pipeline.conditions import holds
from local.pipeline.definition import Step
from local.pipeline.expressions import Scope, resolve
from local.sagemaker import operations
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

POLL_SECONDS = 0.02
GRACE_SECONDS = 120.0
"""What a job may take beyond its own time limit, for copying, before the step gives up waiting for it."""

Metadata = dict[str, dict[str, str]]


class StepError(Exception):
    """A step that did not succeed; the text is its FailureReason."""


class StepStoppedError(Exception):
    """The execution was stopped while the step ran."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One step in one execution. `report` makes metadata visible to ListPipelineExecutionSteps at once."""

    step: Step
    scope: Scope
    stopping: threading.Event
    report: Callable[[Metadata], None]

    def job_name(self) -> str:
        """As the service names it: `pipelines-<execution>-<step>-<suffix>`, at most 63 characters."""
        execution = self.scope.execution["PipelineExecutionId"]
        return f"pipelines-{execution}-{self.step.name[:30]}-{secrets.token_hex(5)}"


def run(run_: Run) -> dict[str, Any]:
    """Do the step; the properties that later steps can Get. Raises `StepError` or `StepStoppedError`."""
    runners: dict[str, Callable[[Run], dict[str, Any]]] = {
        "Processing": lambda it: _job("ProcessingJob", it),
        "Training": lambda it: _job("TrainingJob", it),
        "RegisterModel": _register_model,
        "Condition": _condition,
        "Fail": _fail,
    }
    if run_.step.type not in runners:
        raise StepError(f"Steps of type {run_.step.type} run on AWS only.")
    try:
        return runners[run_.step.type](run_)
    except ServiceError as error:
        raise StepError(f"{error.code}: {error.message}") from error


def _job(kind: str, run_: Run) -> dict[str, Any]:
    name = run_.job_name()
    request = {**resolve(run_.step.arguments, run_.scope), f"{kind}Name": name}
    created = operations.call(f"Create{kind}", request)
    run_.report({kind: {"Arn": created[f"{kind}Arn"]}})
    seconds = request.get("StoppingCondition", {}).get("MaxRuntimeInSeconds", 86_400) + GRACE_SECONDS
    described = _wait(kind, name, stopping=run_.stopping, seconds=seconds)
    status = described[f"{kind}Status"]
    if run_.stopping.is_set():
        raise StepStoppedError
    if status != "Completed":
        raise StepError(f"{kind} {name} ended {status}. {described.get('FailureReason', '')}".strip())
    return described


def _wait(kind: str, name: str, *, stopping: threading.Event, seconds: float) -> dict[str, Any]:
    deadline, told = time.monotonic() + seconds, False
    while True:
        described = operations.call(f"Describe{kind}", {f"{kind}Name": name})
        if described[f"{kind}Status"] not in ("InProgress", "Stopping"):
            return described
        if stopping.is_set() and not told and described[f"{kind}Status"] == "InProgress":
            operations.call(f"Stop{kind}", {f"{kind}Name": name})
            told = True
        if time.monotonic() > deadline:
            raise StepError(f"{kind} {name} did not end within {seconds:.0f} s.")
        time.sleep(POLL_SECONDS)


def _register_model(run_: Run) -> dict[str, Any]:
    """Register a version; the service makes the group first if it is not there."""
    request = resolve(run_.step.arguments, run_.scope)
    group = request["ModelPackageGroupName"]
    if group not in {row["ModelPackageGroupName"] for row in records.list("ModelPackageGroup")}:
        operations.call("CreateModelPackageGroup", {"ModelPackageGroupName": group})
    created = operations.call("CreateModelPackage", request)
    run_.report({"RegisterModel": {"Arn": created["ModelPackageArn"]}})
    return operations.call("DescribeModelPackage", {"ModelPackageName": created["ModelPackageArn"]})


def _condition(run_: Run) -> dict[str, Any]:
    conditions = run_.step.arguments["Conditions"]
    outcome = "True" if all(holds(condition, run_.scope) for condition in conditions) else "False"
    run_.report({"Condition": {"Outcome": outcome}})
    return {"Outcome": outcome}


def _fail(run_: Run) -> dict[str, Any]:
    message = resolve(run_.step.arguments["ErrorMessage"], run_.scope)
    run_.report({"Fail": {"ErrorMessage": message}})
    raise StepError(message)
