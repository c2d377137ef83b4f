"""A bill as a picture: a bar for each use, stacked by family."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cli.cost.bill import FAMILIES, Bill
from cli.cost.show import words
from config.usage import USES

COLOURS = ("#1f4e79", "#2a9d8f", "#e9a23b", "#8e5ea2", "#d1495b", "#6b7a8f", "#4f8fcb", "#9c7b5a")
LEAST_LABELLED = 0.06
"""Of the tallest bar: a thinner slice has no room for its amount."""


def draw(bill: Bill, path: Path) -> None:
    """Write the picture; the ending of `path` is the format."""
    figure = Figure(figsize=(10.5, 5.5), layout="constrained")
    axes = figure.add_subplot()
    tallest = max(bill.total(use).usd for use in USES)
    below = dict.fromkeys(USES, 0.0)
    for colour, family in zip(COLOURS, FAMILIES, strict=True):
        usd = {use: bill.of_family(family.FAMILY, use) for use in USES}
        if any(usd.values()):
            bars = axes.bar(USES, list(usd.values()), bottom=list(below.values()), color=colour, width=0.6)
            bars.set_label(family.FAMILY)
            shown = [f"{usd[use]:,.0f}" if usd[use] > LEAST_LABELLED * tallest else "" for use in USES]
            axes.bar_label(bars, shown, label_type="center", color="white", fontsize=9)
        below = {use: below[use] + usd[use] for use in USES}
    _totals(axes, bill, tallest)
    axes.set(ylabel="USD a month", title=f"What {bill.environment} costs a month ({bill.region})")
    axes.grid(visible=True, axis="y", alpha=0.25)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def _totals(axes: Axes, bill: Bill, tallest: float) -> None:
    for place, use in enumerate(USES):
        total = bill.total(use)
        said = words(total).replace(" (", "\n(")
        axes.text(place, total.usd + 0.015 * tallest, said, ha="center", fontsize=9)
    axes.set_ylim(0, tallest * 1.18)
