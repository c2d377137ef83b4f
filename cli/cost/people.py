"""Rows of Studio and Canvas: disks, open apps, sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.cost.quantity import by_use, months
from cli.cost.row import Row, of_machine, of_service
from cli.declared.resource import Resource
from cli.declared.studio import Seat, seats
from config.usage import weekend_hours

FAMILY = "people"
TYPES = (
    "AWS::SageMaker::Domain",
    "AWS::SageMaker::UserProfile",
    "AWS::SageMaker::Space",
    "Custom::CanvasSettings",
)


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Price each person: an app left open on Friday runs through the weekend if a kernel works in it."""
    for seat in seats(resources):
        yield of_service(
            "studio-disk-gb-month",
            family=FAMILY,
            resource=seat.where,
            what=f"disk of {seat.user}, {seat.disk_gb:g} GB",
            quantity=months(seat.disk_gb),
        )
        yield _app(seat, region=region)
        if seat.canvas:
            yield _canvas(seat)


def _app(seat: Seat, *, region: str) -> Row:
    stops = "nothing stops it when it is idle."
    if seat.idle_minutes:
        stops = f"idle, it stops after {seat.idle_minutes} minutes; one whose kernel works runs on."
    return of_machine(
        seat.machine,
        use="studio",
        region=region,
        family=FAMILY,
        resource=seat.where,
        what=f"open app of {seat.user}, {seat.machine}",
        quantity=by_use(lambda usage: usage.studio_hours, weekend=weekend_hours()),
        note=stops,
    )


def _canvas(seat: Seat) -> Row:
    return of_service(
        "canvas-hour",
        family=FAMILY,
        resource=seat.where,
        what=f"Canvas session of {seat.user}",
        quantity=by_use(lambda usage: usage.canvas_hours, weekend=weekend_hours()),
        note="the brake of [canvas] ends it when it is idle; the weekend is one without it.",
    )
