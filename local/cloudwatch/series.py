"""Time series: values at the starts of equal periods, and the range of time they are asked for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


class MathError(ValueError):
    """An expression, search or statistic that cannot be computed; the message names what is wrong."""


@dataclass(frozen=True)
class Series:
    """Values by the start of their period (epoch seconds); a period without data has none."""

    period: int
    values: Mapping[float, float]
    label: str = ""


Value = float | Series | list[Series]
"""What an expression has: a number, one series, or several."""


@dataclass(frozen=True)
class Range:
    """The time from `start` up to `end`, in epoch seconds.

    `aligned`: periods begin at multiples of their length, as in GetMetricData. Else the last period ends at
    `end`: the sliding window of an alarm (CloudWatch guide, "Alarm evaluation window").
    """

    start: float
    end: float
    aligned: bool = True

    def starts(self, period: int) -> list[float]:
        """Return where each period begins, the oldest first."""
        if self.aligned:
            first: float = math.floor(self.start / period) * period
            count = math.ceil((self.end - first) / period)
        else:
            count = round((self.end - self.start) / period)
            first = self.end - count * period
        return [first + period * number for number in range(count)]
