"""Needs of jobs: one run of each pipeline and state machine at a time, with the steps that overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cli.declared.job import Job, Run
from cli.declared.pipelines import pipelines
from cli.declared.resource import Resource
from cli.declared.state_machines import state_machines
from cli.quotas.need import Need
from config.quotas import named, quota

TYPES = ("AWS::SageMaker::Pipeline", "AWS::StepFunctions::StateMachine")
TOGETHER = "Number of instances across all training jobs"


def runs(resources: Sequence[Resource]) -> list[Run]:
    """List what starts jobs."""
    return [*pipelines(resources), *state_machines(resources)]


def needs(resources: Sequence[Resource]) -> Iterator[Need]:
    """Count instances by type and use, and those of training together."""
    for run in runs(resources):
        for use, machine in sorted(
            {(use, job.machine) for job in run.jobs for use in uses(job) if job.machine}
        ):
            at_once = run.at_once(_counted(use, machine))
            yield Need(quota=quota(machine, use=use), amount=at_once, of=run.where)
        training = run.at_once(lambda job: job.use == "training")
        yield Need(quota=named("sagemaker", TOGETHER, unit="instances"), amount=training, of=run.where)


def uses(job: Job) -> tuple[str, ...]:
    """Name the quotas' uses of a job: spot has its own instead, a warm pool one beside."""
    own = "training-spot" if job.spot else job.use
    return (own, "warm-pool") if job.warm_pool else (own,)


def _counted(use: str, machine: str) -> Callable[[Job], bool]:
    return lambda job: job.machine == machine and use in uses(job)
