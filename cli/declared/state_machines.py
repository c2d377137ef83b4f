"""Step Functions: the SageMaker jobs that a state machine starts, one after another but for its branches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.declared.intrinsics import document
from cli.declared.job import Job, Run
from cli.declared.resource import Resource, of_type

CALLS = {
    "createTrainingJob": ("training", ("ResourceConfig",)),
    "createProcessingJob": ("processing", ("ProcessingResources", "ClusterConfig")),
    "createTransformJob": ("transform", ("TransformResources",)),
}
AUTOML = "createAutoMLJob"


def state_machines(resources: Sequence[Resource]) -> Iterator[Run]:
    """Read every state machine that starts a job."""
    for machine in of_type(resources, "AWS::StepFunctions::StateMachine"):
        properties = machine.properties
        body = document(properties.get("Definition") or properties.get("DefinitionString") or "")
        jobs = tuple(_jobs((body or {}).get("States", {}), frozenset()))
        automl = AUTOML in str(body)
        if jobs or automl:
            yield Run(where=machine.where, jobs=jobs, chosen_by_aws=automl)


def _jobs(states: Mapping[str, Any], before: frozenset[str]) -> Iterator[Job]:
    for name, state in states.items():
        called = str(state.get("Resource", ""))
        for call, (use, path) in CALLS.items():
            if call in called:
                yield _job(name, state, use=use, path=path, after=before)
                before |= {name}
        branches = [branch["States"] for branch in state.get("Branches", ())]
        branches += [state[key]["States"] for key in ("ItemProcessor", "Iterator") if key in state]
        found = [job for branch in branches for job in _jobs(branch, before)]
        yield from found
        before |= {job.name for job in found}


def _job(
    name: str, state: Mapping[str, Any], *, use: str, path: tuple[str, ...], after: frozenset[str]
) -> Job:
    """Read a state's arguments; what an expression decides is unknown, of its count one is assumed."""
    arguments = state.get("Arguments") or state.get("Parameters") or {}
    machines = arguments
    for key in path:
        machines = machines.get(key, {})
    machine, count = machines.get("InstanceType"), machines.get("InstanceCount", 1)
    known = isinstance(machine, str) and machine.startswith("ml.")
    return Job(
        name=name,
        use=use,
        machine=machine if known else None,
        count=count if isinstance(count, int) else 1,
        spot=arguments.get("EnableManagedSpotTraining") is True,
        warm_pool="KeepAlivePeriodInSeconds" in machines,
        after=after,
    )
