"""Rows of Studio and Canvas: disks, open apps, sessions; those of a class in one row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.cost.quantity import WEEKEND, by_use, months
from cli.cost.row import Row, many, of_machine, of_service
from cli.declared.resource import Resource, of_type
from cli.declared.studio import Seat, seats
from config.usage import DAYS_PER_MONTH, weekend_hours

FAMILY = "people"
BUDGET_ACTION = "AWS::Budgets::BudgetsAction"
TYPES = (
    "AWS::SageMaker::Domain",
    "AWS::SageMaker::UserProfile",
    "AWS::SageMaker::Space",
    "Custom::CanvasSettings",
    BUDGET_ACTION,
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """People whose apps cost the same: one user of Studio, or students of a class."""

    seat: Seat
    """Of one of them."""
    count: int

    @property
    def who(self) -> str:
        """Name the user; a class's students are counted, not listed."""
        if self.seat.class_name is None:
            return self.seat.user
        return f"{many(self.count, 'student')} of {self.seat.class_name}"

    @property
    def where(self) -> str:
        """Say where they are declared."""
        return self.seat.where if self.seat.class_name is None else f"class {self.seat.class_name}"


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Price each person: an app left open on Friday runs through the weekend if a kernel works in it."""
    for group in groups(resources):
        yield from of_group(group, region=region)
    if actions := of_type(resources, BUDGET_ACTION):
        yield of_budget_actions(len(actions))


def of_group(group: Group, *, region: str) -> Iterator[Row]:
    """Price disk, app and Canvas session of people who are alike."""
    yield _disk(group)
    yield _app(group, region=region)
    if group.seat.canvas:
        yield _canvas(group)


def groups(resources: Sequence[Resource]) -> list[Group]:
    """Put students of a class together whose seats are alike."""
    alike: dict[tuple[object, ...], list[Seat]] = {}
    for seat in seats(resources):
        own = seat.user if seat.class_name is None else ""
        key = (seat.class_name, own, seat.machine, seat.disk_gb, seat.canvas, seat.idle_minutes)
        alike.setdefault(key, []).append(seat)
    return [Group(seat=found[0], count=len(found)) for found in alike.values()]


def of_budget_actions(count: int) -> Row:
    """Price budgets with an action: by the day each, from the third of an account on."""
    return of_service(
        "budget-action-day",
        family=FAMILY,
        resource=BUDGET_ACTION,
        what=many(count, "budget with an action", plural="budgets with an action"),
        quantity=months(count) * DAYS_PER_MONTH,
        note="the first 62 days a month of an account, two budgets, are free and counted all the same.",
    )


def _disk(group: Group) -> Row:
    size, made, quantity = group.seat.disk_gb, "", months()
    if group.seat.class_name:
        made = " each, made with the first app"
        quantity = by_use(lambda usage: float(usage.studio_hours > 0), weekend=quantity.of[WEEKEND])
    return of_service(
        "studio-disk-gb-month",
        family=FAMILY,
        resource=group.where,
        what=f"disk of {group.who}, {size:g} GB{made}",
        quantity=quantity * (size * group.count),
    )


def _app(group: Group, *, region: str) -> Row:
    seat, stops = group.seat, "nothing stops it when it is idle."
    if seat.idle_minutes:
        stops = f"idle, it stops after {seat.idle_minutes} minutes; one whose kernel works runs on."
    return of_machine(
        seat.machine,
        use="studio",
        region=region,
        family=FAMILY,
        resource=group.where,
        what=f"open app of {group.who}, {seat.machine}",
        quantity=by_use(lambda usage: usage.studio_hours, weekend=weekend_hours()) * group.count,
        note=stops,
    )


def _canvas(group: Group) -> Row:
    return of_service(
        "canvas-hour",
        family=FAMILY,
        resource=group.where,
        what=f"Canvas session of {group.who}",
        quantity=by_use(lambda usage: usage.canvas_hours, weekend=weekend_hours()) * group.count,
        note="the brake of [canvas] ends it when it is idle; the weekend is one without it.",
    )
