"""One execution: the order of its steps, their states, and how it ends.

Steps run one after another, in the order of the definition as far as their dependencies allow. AWS runs
independent steps at the same time; which calls are made and what they are given is the same.
"""

import threading
from datetime import UTC, datetime
from typing import Any

from local.pipeline import steps
from local.pipeline.definition import Step
from local.pipeline.expressions import Scope, steps_in
from local.sagemaker import events
from local.sagemaker.records import Record, records

FAILED = "Step failure: One or multiple steps failed."
_stopping: dict[str, threading.Event] = {}


class _DeadlockError(Exception):
    """No step that is left can ever start."""


class Execution:
    """Keeps its record up to date while it runs. `arn` names a PipelineExecution record."""

    def __init__(self, *, arn: str, todo: list[Step], scope: Scope) -> None:
        self._arn = arn
        self._todo = list(todo)
        self._scope = scope
        self._done: set[str] = set()
        self._states: list[dict[str, Any]] = []
        self._stop = _stopping[arn] = threading.Event()

    def run(self) -> None:
        """Run to the end. A failed step ends the execution; what it says is the step's FailureReason."""
        try:
            while self._todo:
                self._run(self._next())
        except steps.StepError:
            self._end("Failed", FailureReason=FAILED)
        except _DeadlockError as error:
            self._end("Failed", FailureReason=str(error))
        except steps.StepStoppedError:
            self._end("Stopped")
        except Exception as error:
            self._end("Failed", FailureReason=f"InternalServerError: {type(error).__name__}: {error}"[:1024])
            raise
        else:
            self._end("Succeeded")
        finally:
            del _stopping[self._arn]

    def _next(self) -> Step:
        """Take the first step whose dependencies have succeeded."""
        if self._stop.is_set():
            raise steps.StepStoppedError
        for step in self._todo:
            needed = {*step.depends_on, *steps_in(step.arguments)} - _inner(step)
            if needed <= self._done:
                self._todo.remove(step)
                return step
        raise _DeadlockError(f"Steps wait for one another: {', '.join(step.name for step in self._todo)}.")

    def _run(self, step: Step) -> None:
        state = {
            "StepName": step.name,
            "StepStatus": "Executing",
            "StartTime": datetime.now(UTC),
            "AttemptCount": 1,
        }
        self._states.append(state)
        self._change(state)
        run = steps.Run(
            step=step,
            scope=self._scope,
            stopping=self._stop,
            report=lambda metadata: self._change(state, Metadata=metadata),
        )
        try:
            properties = steps.run(run)
        except steps.StepStoppedError:
            self._change(state, StepStatus="Stopped", EndTime=datetime.now(UTC))
            raise
        except steps.StepError as error:
            self._change(
                state, StepStatus="Failed", FailureReason=str(error)[:3072], EndTime=datetime.now(UTC)
            )
            raise
        self._succeed(step, properties)
        self._change(state, StepStatus="Succeeded", EndTime=datetime.now(UTC))

    def _succeed(self, step: Step, properties: dict[str, Any]) -> None:
        self._done.add(step.name)
        self._scope.steps[step.name] = properties
        outputs = properties.get("ProcessingOutputConfig", {}).get("Outputs", [])
        folders = {output["OutputName"]: output["S3Output"]["S3Uri"] for output in outputs}
        self._scope.property_files[step.name] = {
            file["PropertyFileName"]: f"{folders[file['OutputName']].rstrip('/')}/{file['FilePath']}"
            for file in step.property_files
        }
        if step.type == "Condition":
            branch = step.arguments["IfSteps" if properties["Outcome"] == "True" else "ElseSteps"]
            self._todo = [Step.model_validate(item) for item in branch] + self._todo

    def _change(self, state: dict[str, Any], **members: Any) -> None:
        state.update(members)
        records.update("PipelineExecution", self._arn, Steps=self._states)

    def _end(self, status: str, **members: Any) -> None:
        before = records.get("PipelineExecution", self._arn)["PipelineExecutionStatus"]
        record = records.update("PipelineExecution", self._arn, PipelineExecutionStatus=status, **members)
        events.put("PipelineExecution", arn=self._arn, detail=_told(record, before=before))


def _told(record: Record, *, before: str) -> dict[str, Any]:
    """Return the event's detail, whose names differ from those that Describe answers.

    https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
    """
    arn = record["PipelineExecutionArn"]
    return {
        "pipelineExecutionDisplayName": record.get("PipelineExecutionDisplayName", arn.rpartition("/")[2]),
        "currentPipelineExecutionStatus": record["PipelineExecutionStatus"],
        "previousPipelineExecutionStatus": before,
        "executionStartTime": record["CreationTime"].isoformat(),
        "executionEndTime": record["LastModifiedTime"].isoformat(),
        "pipelineArn": arn.partition("/execution/")[0],
        "pipelineExecutionArn": arn,
    }


def stop(arn: str) -> bool:
    """Tell a running execution to stop; False if it has ended."""
    event = _stopping.get(arn)
    if event is not None:
        event.set()
    return event is not None


def stop_all() -> None:
    """Tell every running execution to stop."""
    for event in list(_stopping.values()):
        event.set()


def _inner(step: Step) -> set[str]:
    """Name the steps in a condition's branches: they run after it, so it does not wait for them."""
    branches = [*step.arguments.get("IfSteps", []), *step.arguments.get("ElseSteps", [])]
    return {item["Name"] for item in branches}
