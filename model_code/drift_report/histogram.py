"""A small picture of one column, before and today, as text that a page can hold."""

import base64
import io
from collections import Counter
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from drift_report.report import Pair, readable
from drift_report.row import Cell

BINS = 24
MOST_BARS = 12
BEFORE, TODAY = "#8a94a6", "#d1495b"


def draw(pair: Pair) -> str:
    """Return a PNG as a `data:` address; shares of rows, the reference grey, today red."""
    figure = Figure(figsize=(2.4, 0.9), layout="constrained")
    axes = figure.add_subplot()
    if pair.kind == "number":
        _numbers(axes, pair)
    else:
        _categories(axes, pair)
    axes.set_yticks([])
    axes.tick_params(labelsize=5, length=2)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    image = io.BytesIO()
    # Without metadata, so that the same rows give the same bytes.
    figure.savefig(image, format="png", dpi=130, metadata={"Software": None})
    return f"data:image/png;base64,{base64.b64encode(image.getvalue()).decode()}"


def _numbers(axes: Axes, pair: Pair) -> None:
    before, today = readable(pair.before), readable(pair.after)
    both = np.concatenate([before, today])
    if not len(both):
        return
    # The middle 99 %: one absurd value would press all bars into one.
    low, high = np.quantile(both, [0.005, 0.995])
    edges = np.linspace(low, high if high > low else low + 1, BINS + 1)
    for values, colour in ((before, BEFORE), (today, TODAY)):
        counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)
        axes.stairs(counts / max(1, counts.sum()), edges, color=colour, fill=colour == BEFORE, linewidth=1)


def _categories(axes: Axes, pair: Pair) -> None:
    before, today = _shares(pair.before), _shares(pair.after)
    names = sorted(before | today, key=lambda name: -max(before.get(name, 0), today.get(name, 0)))[:MOST_BARS]
    places = np.arange(len(names))
    axes.bar(places - 0.2, [before.get(name, 0) for name in names], 0.4, color=BEFORE)
    axes.bar(places + 0.2, [today.get(name, 0) for name in names], 0.4, color=TODAY)
    axes.set_xticks(places, [name[:8].replace("$", "") for name in names])


def _shares(cells: Sequence[Cell]) -> dict[str, float]:
    counts = Counter("(missing)" if cell is None else str(cell) for cell in cells)
    return {name: count / max(1, len(cells)) for name, count in counts.items()}
