"""Rows of what a class calls by the clock: the spend guard's function, each minute of the month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cli.cost.quantity import by_use, hours
from cli.cost.row import Row, of_service
from cli.declared.resource import Resource, of_type
from config.roster import Roster

FAMILY = "class"
FUNCTION = "AWS::Lambda::Function"
RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
MINUTES = {"minute": 1, "hour": 60, "day": 1440}
SECONDS = 3.0
"""Assumed of one call: a sweep of some hundred leases."""
TOKEN_METRICS, SILENT_MINUTES = 2, 3
"""Of each student's Bedrock profile; who uses none is asked each third minute (spend_guard/tokens.py)."""
ENDPOINT_QUERIES = 12
"""An hour of each endpoint on instances (spend_guard/traffic.py)."""


def guard_rows(resources: Sequence[Resource]) -> Iterator[Row]:
    """Price each function that a rule calls at a rate; what only events call is cents."""
    for rule in of_type(resources, "AWS::Events::Rule"):
        if rate := RATE.fullmatch(str(rule.properties.get("ScheduleExpression", ""))):
            every = int(rate[1]) * MINUTES[rate[2]]
            for function in _called(rule, resources):
                yield from _rows(function, every=every)


def query_rows(resources: Sequence[Resource], roster: Roster) -> Iterator[Row]:
    """Price what the guard asks of metrics while nobody uses Bedrock; who does is asked each minute."""
    students = len(roster.students)
    if not list(guard_rows(resources)):
        return
    if "bedrock" in roster.services:
        an_hour = students * TOKEN_METRICS * 60 / SILENT_MINUTES
        what = f"metrics of {students:,} students' tokens"
        yield of_service("metric-query", family=FAMILY, resource="", what=what, quantity=hours(an_hour))
    if "endpoints" in roster.services:
        queries = students * ENDPOINT_QUERIES
        asked = by_use(
            lambda usage: usage.awake_hours * queries, weekend=queries * roster.idle_endpoint_minutes / 60
        )
        yield of_service(
            "metric-query", family=FAMILY, resource="", what="metrics of endpoints", quantity=asked
        )


def _called(rule: Resource, resources: Sequence[Resource]) -> list[Resource]:
    targets = [target["Arn"] for target in rule.properties.get("Targets", [])]
    functions = rule.beside(resources, type=FUNCTION)
    return [one for one in functions if any(one.is_named_by(arn) for arn in targets)]


def _rows(function: Resource, *, every: int) -> Iterator[Row]:
    calls = hours(60 / every)
    memory = float(function.properties.get("MemorySize", 128)) / 1024
    when = "each minute" if every == 1 else f"each {every} minutes"
    for unit, what, quantity in (
        ("function-request", f"calls {when}", calls),
        ("function-gb-second", f"their {SECONDS:g} s, at {memory:g} GB", calls * (SECONDS * memory)),
    ):
        yield of_service(unit, family=FAMILY, resource=function.where, what=what, quantity=quantity)
