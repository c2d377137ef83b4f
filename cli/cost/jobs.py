"""Rows of jobs: every job of every pipeline and state machine, at an assumed number of runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.cost.quantity import by_use
from cli.cost.row import Row, of_machine
from cli.declared.job import Job, Run
from cli.declared.pipelines import pipelines
from cli.declared.resource import Resource
from cli.declared.state_machines import state_machines

FAMILY = "jobs"
TYPES = ("AWS::SageMaker::Pipeline",)


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Join the jobs of one run that are alike."""
    for run in (*pipelines(resources), *state_machines(resources)):
        alike: dict[tuple[str, str | None, bool], list[Job]] = {}
        for job in run.jobs:
            alike.setdefault((job.use, job.machine, job.spot), []).append(job)
        for jobs in alike.values():
            yield _row(run, jobs, region=region)
        if run.chosen_by_aws:
            yield _autopilot(run, region=region)


def _row(run: Run, jobs: Sequence[Job], *, region: str) -> Row:
    instances = sum(job.count for job in jobs)
    first = jobs[0]
    notes = ["spot costs less: this is the price on demand."] if first.spot else []
    notes += ["a warm pool waits beside it, which is not counted."] if first.warm_pool else []
    return of_machine(
        first.machine,
        use=first.use,
        region=region,
        family=FAMILY,
        resource=run.where,
        what=f"{', '.join(job.name for job in jobs)}: {instances} x {first.machine or 'as the run says'}",
        quantity=by_use(lambda usage: usage.job_hours) * instances,
        note=" ".join(notes),
    )


def _autopilot(run: Run, *, region: str) -> Row:
    return of_machine(
        None,
        use="training",
        region=region,
        family=FAMILY,
        resource=run.where,
        what="Autopilot's own machines",
        quantity=by_use(lambda usage: usage.job_hours),
        note="at most max_usd of [autopilot] a run.",
    )
