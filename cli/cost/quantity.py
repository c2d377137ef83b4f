"""How much of a unit is paid for in each column of a bill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.usage import HOURS_PER_MONTH, USES, Usage, usage, weekend_hours

WEEKEND = "weekend"
COLUMNS = (*USES, WEEKEND)
"""A month idle and at three uses, and one weekend that everything was left as it was on Friday."""


@dataclass(frozen=True)
class Quantity:
    """Units by column."""

    of: dict[str, float]

    def __mul__(self, factor: float) -> Quantity:
        return Quantity({column: amount * factor for column, amount in self.of.items()})

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity({column: self.of[column] + other.of[column] for column in COLUMNS})


def hours(count: float = 1) -> Quantity:
    """Run always, also at the weekend."""
    return Quantity(dict.fromkeys(USES, count * HOURS_PER_MONTH) | {WEEKEND: count * weekend_hours()})


def months(count: float = 1) -> Quantity:
    """Be paid for by the month; a weekend is its share of the hours."""
    return hours(count) * (1 / HOURS_PER_MONTH)


def by_use(amount: Callable[[Usage], float], *, weekend: float = 0) -> Quantity:
    """Be paid for as it is used; forgotten, `weekend` units are."""
    return Quantity({use: amount(usage(use)) for use in USES} | {WEEKEND: weekend})


def stored(amount: Callable[[Usage], float]) -> Quantity:
    """Be paid for by GB and month; at the weekend what an idle environment keeps."""
    return by_use(amount, weekend=amount(usage("idle")) * weekend_hours() / HOURS_PER_MONTH)


def scaled(*, least: float, most: float, weekend: float) -> Quantity:
    """Scale between two numbers: idle at the least; from none it wakes for some hours, with one at least."""

    def of(assumed: Usage) -> float:
        running = least + assumed.scaled * (most - least)
        return running * HOURS_PER_MONTH if least else max(1, running) * assumed.awake_hours

    return by_use(of, weekend=weekend * weekend_hours())
