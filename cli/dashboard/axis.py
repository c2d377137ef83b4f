"""The axes of a graph: plain numbers with their unit, and the time of day."""

from __future__ import annotations

from datetime import UTC, datetime

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cli.dashboard.body import Axis


def set_values(axes: Axes, axis: Axis) -> None:
    """Name the unit, begin where the definition says, and leave room above."""
    axes.set_ylabel(axis.label, fontsize=9, color="0.3")
    low, high = axes.get_ylim()
    bottom = low if axis.min is None else axis.min
    flat = axes.dataLim.y1 <= bottom
    axes.set_ylim(bottom=bottom, top=bottom + 1 if flat else bottom + 1.06 * (high - bottom))
    axes.yaxis.set_major_formatter(FuncFormatter(number))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.tick_params(labelsize=8.5)
    axes.spines[["top"]].set_visible(False)
    axes.grid(axis="y", color="0.9", linewidth=0.8)
    axes.set_axisbelow(True)


def number(value: float, _: object = None) -> str:
    """Write a value of an axis: 12k, 3.5M, 0.0004."""
    for factor, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= factor:
            return f"{value / (1e3 if letter == 'k' else factor):g}{letter}"
    return f"{value:.6g}"


def set_time(axes: Axes, *, start: datetime, end: datetime) -> None:
    """Show the whole range, in UTC."""
    axes.set_xlim(date2num(start), date2num(end))
    locator = AutoDateLocator(maxticks=7, tz=UTC)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=UTC, show_offset=False))
