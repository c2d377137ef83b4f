"""The comparison as JSON and as one HTML file with its picture inside."""

import html
import io
from typing import Any

from matplotlib.figure import Figure
from pydantic import BaseModel, ConfigDict

from comparison.scores import LESS_IS_BETTER, OURS, Candidate
from comparison.verdict import Verdict

COLOURS = {"autopilot": "#1f77b4", "hand-written": "#2ca02c"}
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}td,th{padding:.35rem .9rem;border-bottom:1px solid #ddd;"
    "text-align:left}.won{font-weight:700}.note{color:#8a6d00}svg{max-width:100%;height:auto}"
)
CHOSEN_ON_THESE_ROWS = (
    "Autopilot chose its best candidate on the very rows that are compared; the hand-written training chose "
    "its own by cross-validation on the training rows. A small lead of Autopilot proves little."
)


class Report(BaseModel):
    """What is written as report.json. `hand_written` has our metric names, candidates have Autopilot's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    execution: str
    job: str
    objective: str
    made_by: str
    verdict: Verdict
    hand_written: dict[str, float] | None
    candidates: tuple[Candidate, ...]
    caveats: tuple[str, ...] = (CHOSEN_ON_THESE_ROWS,)


def render(report: Report) -> str:
    """Return the HTML; it needs no other file."""
    title = f"{report.model}: Autopilot beside the hand-written training"
    caveats = "".join(f"<p class=note>{html.escape(text)}</p>" for text in (report.made_by, *report.caveats))
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1>"
        f"<p class=won>{html.escape(report.verdict.statement)}</p>{caveats}"
        f"<p>Data of execution {html.escape(report.execution)}, AutoML job {html.escape(report.job)}.</p>"
        f"{_table(report)}{_picture(report)}</html>\n"
    )


def _table(report: Report) -> str:
    names = [report.objective, *(name for name in OURS if name != report.objective)]
    shown = [name for name in names if any(name in row.metrics for row in report.candidates)] or names[:1]
    head = "".join(f"<th>{name}</th>" for name in shown)
    rows = [
        ("Autopilot: " + row.name, {**row.metrics, report.objective: row.score}) for row in ranked(report)
    ]
    if ours := report.hand_written:
        rows.insert(
            0, ("hand-written training", {name: ours[key] for name, key in OURS.items() if key in ours})
        )
    body = "".join(
        f"<tr><td>{html.escape(title)}</td>"
        + "".join(f"<td>{_number(metrics.get(name))}</td>" for name in shown)
        + "</tr>"
        for title, metrics in rows
    )
    return f"<table><tr><th>model</th>{head}</tr>{body}</table>"


def ranked(report: Report) -> list[Candidate]:
    """Order the candidates, the best first."""
    more = report.objective not in LESS_IS_BETTER
    return sorted(report.candidates, key=lambda row: row.score, reverse=more)


def _picture(report: Report) -> str:
    """Draw a bar for each model by the objective, as SVG."""
    bars: list[tuple[str, float, str]] = [(row.name, row.score, "autopilot") for row in ranked(report)]
    ours = (report.hand_written or {}).get(OURS.get(report.objective, ""))
    if ours is not None:
        bars.insert(0, ("hand-written", ours, "hand-written"))
    figure = Figure(figsize=(9, 1.2 + 0.32 * len(bars)), layout="constrained")
    axes = figure.subplots()
    names, scores, kinds = zip(*bars, strict=True)
    drawn: Any = axes.barh(names, scores, color=[COLOURS[kind] for kind in kinds])
    axes.bar_label(drawn, fmt="%.4f", padding=3)
    axes.invert_yaxis()
    axes.set_xlim(*_limits(scores))
    axes.set_xlabel(f"{report.objective} on the held-out rows; the axis does not begin at 0")
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    text = written.getvalue()
    return text[text.index("<svg") :]


def _limits(scores: tuple[float, ...]) -> tuple[float, float]:
    low, high = min(scores), max(scores)
    room = max((high - low) * 0.4, abs(high) * 0.002, 1e-6)
    return low - room, high + room


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
