"""Rows of what is paid by the request: the API, functions, queues, state machines, builds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.cost.quantity import Quantity, by_use
from cli.cost.row import Row, many, of_service
from cli.declared.resource import Resource, of_type
from config.usage import HOURS_PER_MONTH, weekend_hours

FAMILY = "requests"
API, FUNCTION, QUEUE, POLLED, MACHINE, BUILD = (
    "AWS::ApiGateway::RestApi",
    "AWS::Lambda::Function",
    "AWS::SQS::Queue",
    "AWS::Lambda::EventSourceMapping",
    "AWS::StepFunctions::StateMachine",
    "AWS::CodeBuild::Project",
)
TYPES = (API, FUNCTION, QUEUE, POLLED, MACHINE, BUILD, "AWS::Lambda::Version")
SECONDS_PER_HOUR = 3600


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Let every request to the API be one call of a function of the largest size."""
    del region  # one price for all: see --sources
    apis, functions = of_type(resources, API), of_type(resources, FUNCTION)
    if apis:
        quantity = by_use(lambda usage: usage.requests)
        yield _row("api-request", API, "requests to the API", quantity)
    if functions:
        yield from _functions(functions, resources)
    if queues := of_type(resources, QUEUE):
        yield _queues(len(queues), polled=len(of_type(resources, POLLED)))
    if machines := of_type(resources, MACHINE):
        moved = by_use(lambda usage: usage.transitions) * len(machines)
        yield _row("state-transition", MACHINE, many(len(machines), "state machine"), moved)
    if builds := of_type(resources, BUILD):
        minutes = by_use(lambda usage: usage.build_minutes) * len(builds)
        yield _row("build-minute", BUILD, "image builds", minutes)


def _row(name: str, where: str, what: str, quantity: Quantity, *, note: str = "") -> Row:
    return of_service(name, family=FAMILY, resource=where, what=what, quantity=quantity, note=note)


def _functions(functions: Sequence[Resource], resources: Sequence[Resource]) -> Iterator[Row]:
    calls = by_use(lambda usage: usage.requests)
    yield _row("function-request", FUNCTION, f"calls of {many(len(functions), 'function')}", calls)
    largest = max(_memory(one) for one in functions)
    seconds = by_use(lambda usage: usage.requests * usage.function_seconds) * largest
    yield _row("function-gb-second", FUNCTION, f"their time, at {largest:g} GB", seconds)
    kept = sum(_memory(one) for one in functions if "SnapStart" in one.properties)
    if kept and of_type(resources, "AWS::Lambda::Version"):
        of_month, of_weekend = (
            kept * hours * SECONDS_PER_HOUR for hours in (HOURS_PER_MONTH, weekend_hours())
        )
        snapshots = by_use(lambda _: of_month, weekend=of_weekend)
        note = "of the one published version of each; snap_start = false takes them away."
        yield _row(
            "snapshot-gb-second", FUNCTION, f"SnapStart's snapshots, {kept:g} GB", snapshots, note=note
        )


def _memory(function: Resource) -> float:
    return float(function.properties.get("MemorySize", 128)) / 1024


def _queues(queues: int, *, polled: int) -> Row:
    """Count the polls of functions, which go on while a queue is empty."""
    asked = by_use(lambda usage: usage.queue_requests * queues + usage.queue_polls * polled)
    weekend = asked.of["idle"] * weekend_hours() / HOURS_PER_MONTH
    quantity = Quantity(asked.of | {"weekend": weekend})
    return _row("sqs-request", QUEUE, f"{many(queues, 'queue')}, {polled} polled by functions", quantity)
