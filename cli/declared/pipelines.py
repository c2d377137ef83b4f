"""SageMaker pipelines: the jobs of their steps, and which step waits for which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.declared.intrinsics import document
from cli.declared.job import Job, Run
from cli.declared.resource import Resource, of_type

RESOURCES = {
    "Training": ("training", ("ResourceConfig",)),
    "Processing": ("processing", ("ProcessingResources", "ClusterConfig")),
    "Transform": ("transform", ("TransformResources",)),
}
"""Type of a step -> use of its machines, and where its arguments name them."""

STEP = re.compile(r"Steps\.([A-Za-z0-9-]+)")
Step = dict[str, Any]


def pipelines(resources: Sequence[Resource]) -> Iterator[Run]:
    """Read every pipeline's definition."""
    for pipeline in of_type(resources, "AWS::SageMaker::Pipeline"):
        definition = pipeline.properties.get("PipelineDefinition", {})
        body = document(definition.get("PipelineDefinitionBody", "")) or {}
        parameters = {p["Name"]: p.get("DefaultValue") for p in body.get("Parameters", ())}
        steps = list(_flat(body.get("Steps", ())))
        before = _before(steps)
        found = [_job(step, parameters, before[step["Name"]]) for step in steps if step["Type"] in RESOURCES]
        automl = any(step["Type"] == "AutoML" for step in steps)
        yield Run(where=pipeline.where, jobs=tuple(found), chosen_by_aws=automl)


def _flat(steps: Sequence[Step], within: str | None = None) -> Iterator[Step]:
    """List the steps with those of conditions, which wait for their condition."""
    for step in steps:
        waits = [*step.get("DependsOn", ()), *([within] if within else [])]
        yield step | {"DependsOn": waits}
        arguments = step.get("Arguments", {})
        for branch in ("IfSteps", "ElseSteps"):
            yield from _flat(arguments.get(branch, ()), within=step["Name"])


def _before(steps: Sequence[Step]) -> dict[str, frozenset[str]]:
    direct = {}
    for step in steps:
        shown = {key: value for key, value in step.items() if key != "Arguments"}
        arguments = step.get("Arguments", {})
        shown |= {k: v for k, v in arguments.items() if k not in ("IfSteps", "ElseSteps")}
        direct[step["Name"]] = {*step["DependsOn"], *STEP.findall(str(shown))} - {step["Name"]}
    return {name: frozenset(_closure(name, direct)) for name in direct}


def _closure(name: str, direct: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [*direct[name]]
    while waiting:
        if (one := waiting.pop()) not in seen:
            seen.add(one)
            waiting += direct.get(one, ())
    return seen


def _job(step: Step, parameters: Mapping[str, Any], before: frozenset[str]) -> Job:
    use, path = RESOURCES[step["Type"]]
    arguments = step["Arguments"]
    machines = arguments
    for key in path:
        machines = machines.get(key, {})
    machine = _value(machines.get("InstanceType"), parameters)
    count = _value(machines.get("InstanceCount", 1), parameters)
    return Job(
        name=step["Name"],
        use=use,
        machine=str(machine) if machine else None,
        count=int(count or 1),
        spot=bool(_value(arguments.get("EnableManagedSpotTraining", False), parameters)),
        warm_pool="KeepAlivePeriodInSeconds" in machines,
        after=before,
    )


def _value(value: Any, parameters: Mapping[str, Any]) -> Any:
    """Return a value, or the default of the parameter that it names."""
    if isinstance(value, dict):
        return parameters.get(str(value.get("Get", "")).removeprefix("Parameters."))
    return value
