"""Rows of one student's month: a desk, requests, and each service of the roster once."""

from __future__ import annotations

from collections.abc import Iterator

from cli.cost import people
from cli.cost.quantity import WEEKEND, Quantity, by_use
from cli.cost.row import Row, of_machine, of_service
from cli.declared.studio import Seat
from config import Environment
from config.roster import Roster
from config.roster_uses import types_for
from config.usage import DAYS_PER_MONTH, USES, usage

FAMILY = "class"


def student_rows(roster: Roster, *, settings: Environment) -> Iterator[Row]:
    """Price one student's month: each service once, on the first of the types that it can run on."""
    region = settings.region
    yield from _desk(roster, settings=settings)
    yield from _requests(roster, settings=settings)
    if "training" in roster.services:
        hours = by_use(lambda usage: usage.runs * min(usage.job_minutes, roster.job_minutes) / 60)
        yield _machine(roster, use="training", region=region, what="training jobs", quantity=hours)
    if "endpoints" in roster.services:
        awake = by_use(lambda usage: usage.awake_hours, weekend=roster.idle_endpoint_minutes / 60)
        yield _machine(roster, use="endpoint", region=region, what="an endpoint", quantity=awake)
    if "bedrock" in roster.services:
        tokens = by_use(lambda usage: usage.requests)
        yield of_service(
            "bedrock-tokens", family=FAMILY, resource="", what="Bedrock's tokens", quantity=tokens
        )


def _desk(roster: Roster, *, settings: Environment) -> Iterator[Row]:
    if (studio := settings.studio) is None:
        return
    seat = Seat(
        where="",
        user="a student",
        class_name=roster.name,
        machine=studio.instance_type,
        disk_gb=studio.storage_gb,
        spaces=1,
        roles=1,
        policies=0,
        canvas="canvas" in roster.services,
        idle_minutes=studio.idle_minutes,
    )
    yield from people.of_group(people.Group(seat=seat, count=1), region=settings.region)


def _requests(roster: Roster, *, settings: Environment) -> Iterator[Row]:
    """Count a student's requests up to the key's quota, each answered by one function."""
    most, memory = roster.requests_per_day, settings.api.proxy_memory_mb / 1024
    calls = by_use(lambda usage: min(usage.requests_per_day, most) * DAYS_PER_MONTH)
    seconds = Quantity({use: calls.of[use] * usage(use).function_seconds for use in USES} | {WEEKEND: 0})
    for unit, what, quantity in (
        ("api-request", "requests to the API", calls),
        ("function-request", "calls of its functions", calls),
        ("function-gb-second", f"their time, at {memory:g} GB", seconds * memory),
    ):
        yield of_service(unit, family=FAMILY, resource="", what=what, quantity=quantity)


def _machine(roster: Roster, *, use: str, region: str, what: str, quantity: Quantity) -> Row:
    """Price hours on the first type of the roster that is sold for the use."""
    name = next(iter(types_for(roster, use=use, region=region)), None)
    return of_machine(
        name, use=use, region=region, family=FAMILY, resource="", what=f"{what}, {name}", quantity=quantity
    )
