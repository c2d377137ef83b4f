"""One graph: lines or stacked areas, thresholds, a legend below, and plain words where there is no data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from cli.dashboard.axis import set_time, set_values
from cli.dashboard.body import GraphProperties
from cli.dashboard.measured import Curve

MOST_NAMED = 8
"""Legend entries; the rest are counted."""
LONGEST_LABEL = 34
PALETTE = (
    "#1f77b4",
    "#ff7f0e",
    "#2ca02c",
    "#9467bd",
    "#17becf",
    "#e377c2",
    "#bcbd22",
    "#8c564b",
    "#7f7f7f",
    "#aec7e8",
    "#ffbb78",
    "#98df8a",
)
"""Without red, which is for thresholds."""


def draw(
    axes: Axes, properties: GraphProperties, curves: Sequence[Curve], *, start: datetime, end: datetime
) -> None:
    """Draw one graph over the whole range, so that graphs of a page can be compared."""
    axes.set_title(properties.title, fontsize=11, fontweight="bold", loc="left")
    left, right = [c for c in curves if not c.right], [c for c in curves if c.right]
    if not curves:
        _no_data(axes)
        return
    _curves(axes, left, stacked=properties.stacked, first=0, period=properties.period)
    _thresholds(axes, properties, left)
    set_values(axes, properties.axes.left)
    handles, labels = axes.get_legend_handles_labels()
    axes.spines["right"].set_visible(bool(right))
    if right:
        other = axes.twinx()
        _curves(other, right, stacked=False, first=len(left), period=properties.period, dashed=True)
        set_values(other, properties.axes.right)
        more_handles, more_labels = other.get_legend_handles_labels()
        handles, labels = handles + more_handles, labels + [f"{label} (right)" for label in more_labels]
    set_time(axes, start=start, end=end)
    _legend(axes, handles, labels)


def _curves(
    axes: Axes, curves: Sequence[Curve], *, stacked: bool, first: int, period: int, dashed: bool = False
) -> None:
    colours = [PALETTE[(first + number) % len(PALETTE)] for number in range(len(curves))]
    labels = [_short(curve.label) for curve in curves]
    if stacked and curves:
        times = sorted({time for curve in curves for time in curve.times})
        heights = [_at(curve, times) for curve in curves]
        if len(times) == 1:
            times, heights = [times[0], times[0] + timedelta(seconds=period)], [[h[0]] * 2 for h in heights]
        axes.stackplot(date2num(times), heights, labels=labels, colors=colours, alpha=0.85, linewidth=0)
        return
    for curve, colour, label in zip(curves, colours, labels, strict=True):
        # Points are shown as well: in a short run a line would have nothing to connect.
        marker = "o" if len(curve.times) <= 40 else ""
        style = "--" if dashed else "-"
        axes.plot(
            date2num(curve.times),
            curve.values,
            style,
            marker=marker,
            ms=3.5,
            lw=1.6,
            color=colour,
            label=label,
        )


def _at(curve: Curve, times: Sequence[datetime]) -> list[float]:
    known = dict(zip(curve.times, curve.values, strict=True))
    return [known.get(time, 0.0) for time in times]


def _thresholds(axes: Axes, properties: GraphProperties, curves: Sequence[Curve]) -> None:
    for threshold in properties.annotations.horizontal:
        axes.axhline(threshold.value, color="#d62728", linestyle=":", linewidth=1.3)
        axes.annotate(
            threshold.label,
            (0.99, threshold.value),
            xycoords=("axes fraction", "data"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="right",
            fontsize=8,
            color="#d62728",
        )
    if properties.annotations.horizontal:
        highest = max(threshold.value for threshold in properties.annotations.horizontal)
        seen = max((value for curve in curves for value in curve.values), default=0.0)
        axes.set_ylim(top=1.18 * max(highest, seen))


def _legend(axes: Axes, handles: Sequence[Artist], labels: Sequence[str]) -> None:
    if len(labels) > MOST_NAMED:
        hidden = len(labels) - MOST_NAMED + 1
        handles, labels = handles[: MOST_NAMED - 1], [*labels[: MOST_NAMED - 1]]
        axes.text(1, -0.46, f"and {hidden} more", transform=axes.transAxes, ha="right", fontsize=8)
    axes.legend(
        list(handles),
        list(labels),
        loc="upper left",
        bbox_to_anchor=(-0.06, -0.13),
        ncols=min(4, max(1, 92 // (7 + max(map(len, labels), default=1)))),
        fontsize=8,
        frameon=False,
        handlelength=1.4,
        columnspacing=1.2,
    )


def _no_data(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_color("0.85")
    axes.text(
        0.5, 0.5, "no data", ha="center", va="center", fontsize=12, color="0.55", transform=axes.transAxes
    )


def _short(label: str) -> str:
    # A label that begins with an underscore would be left out of the legend.
    label = label.lstrip("_")
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
