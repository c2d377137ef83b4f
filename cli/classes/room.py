"""Which quotas a class needs: those of its environment, of every planned seat, and of work done at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cli.declared.resource import Resource
from cli.quotas import hosting, jobs
from cli.quotas.need import Need
from cli.quotas.needs import needs
from config import Environment
from config.quotas import named, quota
from config.roster import Roster
from config.roster_uses import types_for


def needed(resources: Sequence[Resource], *, roster: Roster, settings: Environment) -> list[Need]:
    """Return what the environment needs when every seat of the class is taken and everybody works at once.

    Where each student has an account of their own, the work counts there and not here.
    """
    if roster.accounts:
        return needs(resources)
    own = f"Class-{roster.name}-"
    grown = _seats(roster) / len(roster.students)
    found = [
        replace(need, amount=need.amount * grown) if need.each_seat and need.of.startswith(own) else need
        for need in needs(resources)
    ]
    return [*found, *_work(roster, region=settings.region)]


def _seats(roster: Roster) -> int:
    """Count the planned seats, or the students where a class has grown beyond them."""
    return max(roster.seats, len(roster.students))


def _work(roster: Roster, *, region: str) -> Iterator[Need]:
    """Count one job and one endpoint a seat, on the first type of the roster that is sold for it."""
    uses = {
        "training": ("training", jobs.TOGETHER, "a training job each"),
        "endpoints": ("endpoint", hosting.TOGETHER, "an endpoint each"),
    }
    for service, (use, together, what) in uses.items():
        types = types_for(roster, use=use, region=region)
        if service in roster.services and types:
            of = f"class {roster.name}: {what}, all at once"
            yield Need(quota=quota(types[0], use=use), amount=_seats(roster), of=of)
            yield Need(quota=named("sagemaker", together, unit="instances"), amount=_seats(roster), of=of)
