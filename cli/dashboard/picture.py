"""One page as a picture: every widget at its place, in words, units and colours a person can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cli.dashboard import graph_axes
from cli.dashboard.body import Alarms, Graph, Text, Widget
from cli.dashboard.page import Page

COLUMNS = 24
COLUMN_INCHES, ROW_INCHES = 0.82, 0.62
STATES = {"OK": "#2ca02c", "ALARM": "#d62728", "INSUFFICIENT_DATA": "#8c8c8c"}


def draw(page: Page, path: Path) -> None:
    """Write the page to `path`; the ending says which format (.png, .svg, .pdf)."""
    width, height = COLUMNS * COLUMN_INCHES, (page.body.rows + 1) * ROW_INCHES
    figure = Figure(figsize=(width, height), facecolor="white")
    for number, widget in enumerate(page.body.widgets):
        _draw(figure, widget, page, number)
    moment = page.end.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    figure.text(0.995, 0.012, f"{page.note} · drawn {moment}", ha="right", fontsize=8, color="0.45")
    figure.savefig(path, dpi=110)


def _draw(figure: Figure, widget: Widget, page: Page, number: int) -> None:
    axes = figure.add_axes(_place(widget, rows=page.body.rows + 1))
    if isinstance(widget, Graph):
        graph_axes.draw(axes, widget.properties, page.curves.get(number, ()), start=page.start, end=page.end)
    elif isinstance(widget, Text):
        _words(axes, widget)
    else:
        _alarms(axes, widget, page.states)


def _place(widget: Widget, *, rows: int) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height in shares of the page; a graph leaves room for its words."""
    left, right = widget.x / COLUMNS, (widget.x + widget.width) / COLUMNS
    top, bottom = 1 - widget.y / rows, 1 - (widget.y + widget.height) / rows
    if not isinstance(widget, Graph):
        return left + 0.012, bottom + 0.004, right - left - 0.024, top - bottom - 0.008
    below, above = 1.55 / rows, 0.6 / rows
    sides = 0.04, 0.03 if widget.properties.axes.right.label else 0.008
    return left + sides[0], bottom + below, right - left - sum(sides), top - bottom - below - above


def _words(axes: Axes, widget: Text) -> None:
    axes.set_axis_off()
    title, *rest = widget.properties.markdown.splitlines()
    axes.text(0, 0.8, title.lstrip("# "), fontsize=18, fontweight="bold", va="top")
    axes.text(0, 0.34, "\n".join(rest), fontsize=10.5, color="0.3", va="top")


def _alarms(axes: Axes, widget: Alarms, states: Mapping[str, str]) -> None:
    axes.set_axis_off()
    axes.text(0, 0.9, widget.properties.title or "Alarms", fontsize=11, fontweight="bold", va="top")
    names = [re.split(r":alarm:", arn)[-1] for arn in widget.properties.alarms]
    for number, name in enumerate(names):
        state = states.get(name, "INSUFFICIENT_DATA")
        words = f" {name}: {state.replace('_', ' ').lower()} "
        colour = STATES.get(state, "0.5")
        box = {"boxstyle": "round,pad=0.45", "facecolor": colour, "edgecolor": "none"}
        axes.text(number * 0.34 + 0.005, 0.42, words, fontsize=10, color="white", va="center", bbox=box)
