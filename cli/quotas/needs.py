"""All that an environment needs, and which resources no quota is known for here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cli.declared.resource import Resource
from cli.declared.studio import seats
from cli.quotas import account, containers, hosting, jobs, people
from cli.quotas.need import Need

FAMILIES = (hosting, jobs, people, containers, account)
COUNTED = frozenset(type_ for family in FAMILIES for type_ in family.TYPES)


def needs(resources: Sequence[Resource], *, people_at_once: int | None = None) -> list[Need]:
    """Return every need; with `people_at_once`, as if that many had a seat like those declared."""
    found = [need for family in FAMILIES for need in family.needs(resources)]
    declared = len(list(seats(resources)))
    if people_at_once is None or not declared:
        return found
    factor = people_at_once / declared
    return [_times(need, factor) if need.each_seat else need for need in found]


def _times(need: Need, factor: float) -> Need:
    return replace(need, amount=need.amount * factor, peak=need.peak and need.peak * factor)


def not_counted(resources: Sequence[Resource]) -> list[str]:
    """Name what is not compared with any quota: types, machines that only a run decides, and Autopilot."""
    types = Counter(one.type for one in resources if one.type not in COUNTED)
    found = [f"{count} {type_}" for type_, count in sorted(types.items())]
    for run in jobs.runs(resources):
        undecided = [job.name for job in run.jobs if job.machine is None]
        found += [f"{run.where}: the run decides the machine of {name}" for name in undecided]
        found += [f"{run.where}: Autopilot takes the machines it likes"] if run.chosen_by_aws else []
    return found
