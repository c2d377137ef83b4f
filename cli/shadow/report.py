"""The comparison as one HTML file with its picture inside, to attach to a pull request."""

from __future__ import annotations

import html
import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cli.shadow.comparison import Agreement
from cli.shadow.result import WORDS, Comparison

COLOURS = {"promote": "#2ca02c", "keep": "#d62728", "wait": "#8c8c8c"}
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{padding:.35rem .9rem;border-bottom:1px solid #ddd;"
    "text-align:left}.verdict{color:#fff;padding:.5rem 1rem;border-radius:.4rem;display:inline-block}"
    "svg{max-width:100%;height:auto}"
)


def render(comparison: Comparison) -> str:
    """Return the HTML."""
    answer, shadowed = comparison.verdict.answer, comparison.shadowed
    title = f"{shadowed.endpoint}: {shadowed.shadow} beside {shadowed.production}"
    findings = "".join(
        f"<tr><td>{'✓' if each.good else '✗'}</td>"
        + "".join(f"<td>{html.escape(text)}</td>" for text in (each.what, each.seen, each.wanted))
        + "</tr>"
        for each in comparison.verdict.findings
    )
    pairs = comparison.pairs
    left_out = f"{pairs.alone} were captured for one variant only, {pairs.unreadable} could not be compared."
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1>"
        f"<p class=verdict style='background:{COLOURS[answer]}'>{WORDS[answer]}</p>"
        f"<p>{comparison.start:%Y-%m-%d %H:%M} to {comparison.end:%Y-%m-%d %H:%M} UTC, "
        f"{pairs.requests} requests. {left_out}</p>"
        f"<table><tr><th></th><th>what</th><th>seen</th><th>wanted</th></tr>{findings}</table>"
        f"{picture(comparison)}</html>\n"
    )


def picture(comparison: Comparison) -> str:
    """Draw labels against labels, how far apart the answers are, and the time they took, as SVG."""
    figure = Figure(figsize=(12, 3.9), layout="constrained")
    first, second, third = figure.subplots(1, 3)
    _labels(first, comparison.agreement)
    _differences(second, comparison.agreement)
    _latency(third, comparison)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    text = drawn.getvalue()
    return text[text.index("<svg") :]


def _labels(axes: Axes, agreement: Agreement) -> None:
    axes.set_title("labels: production → shadow", fontsize=10, loc="left")
    counted = sorted(agreement.labels.items(), key=lambda item: item[1])[-8:]
    if not counted:
        axes.text(0.5, 0.5, "a regression has none", ha="center", color="0.5", transform=axes.transAxes)
        return
    colours = ["#2ca02c" if len(set(name.split(" → "))) == 1 else "#d62728" for name, _ in counted]
    bars = axes.barh([name for name, _ in counted], [count for _, count in counted], color=colours)
    axes.bar_label(bars, padding=3, fontsize=9)
    axes.margins(x=0.15)
    axes.set_xlabel("rows")


def _differences(axes: Axes, agreement: Agreement) -> None:
    what = "probabilities" if agreement.labels else "values, in standard deviations"
    axes.set_title(f"largest difference of {what}", fontsize=10, loc="left")
    widest = max(agreement.largest_difference, 0.01)
    axes.hist(agreement.differences, bins=30, range=(0, widest), color="#1f77b4")
    axes.axvline(
        agreement.mean_difference, color="0.2", linestyle=":", label=f"mean {agreement.mean_difference:.4f}"
    )
    axes.legend(frameon=False, fontsize=9)
    axes.set(xlabel="difference", ylabel="rows")


def _latency(axes: Axes, comparison: Comparison) -> None:
    axes.set_title("time of the model", fontsize=10, loc="left")
    ranks = ("p50", "p90", "p99")
    sides = {"production": comparison.production, "shadow": comparison.shadow}
    for number, (name, measured) in enumerate(sides.items()):
        heights = [getattr(measured, rank) or 0.0 for rank in ranks]
        bars = axes.bar([at + 0.4 * number for at in range(3)], heights, width=0.38, label=name)
        axes.bar_label(bars, fmt="%.1f", fontsize=8)
    axes.set_xticks([at + 0.2 for at in range(3)], ranks)
    axes.set_ylabel("ms")
    axes.margins(y=0.15)
    axes.legend(frameon=False, fontsize=9)
