"""`report.html`: one file that needs no other, with the verdict on its first screen."""

from collections.abc import Mapping
from html import escape

from drift_report.result import Column, Result

FILE = "report.html"
_COLOURS = {"drifted": "#b3261e", "stable": "#1b6e3c", "too few rows": "#8a6d00", "no reference": "#8a6d00"}
_WORDS = {
    "drifted": "The data have drifted",
    "stable": "The data look like those of training",
    "too few rows": "Too few rows to tell",
    "no reference": "Nothing to compare with",
}
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;
margin:0 auto;max-width:70rem;padding:1.5rem;color:#1c1f24}
h1{margin:.2rem 0;font-size:1.7rem}
h2{margin-top:1.6rem;font-size:1.1rem}p{margin:.3rem 0}.quiet{color:#5a6270}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #e3e6ea}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
tr.drifted td:first-child{border-left:4px solid #b3261e}
.bar{display:inline-block;height:.6rem;background:#d1495b;vertical-align:middle}img{display:block;height:60px}
@media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e8eb}th,td{border-color:#2b3138}
.quiet{color:#9aa4b2}img{background:#fff}}
"""


def render(result: Result, *, pictures: Mapping[str, str]) -> str:
    """Return the page; `pictures` are `data:` addresses by column name."""
    name = escape(f"{result.model} {result.version}")
    body = [_head(result, name), _rows(result)]
    if result.prediction:
        body.append(_table("Predictions", [result.prediction], pictures))
    if result.features:
        by_effect = sorted(result.features, key=lambda column: (not column.drifted, -column.effect))
        body.append(_table("Features, the largest effect first", by_effect, pictures))
        body.append(_legend(result))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Drift: {name}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body>{''.join(body)}</body></html>\n"
    )


def _head(result: Result, name: str) -> str:
    share = "" if result.drifted_share is None else f" DriftedShare {result.drifted_share:.2f}."
    window = ""
    if result.window_start and result.window_end:
        window = f"{result.window_start:%Y-%m-%d %H:%M} to {result.window_end:%Y-%m-%d %H:%M} UTC"
    return (
        f'<p class="quiet">Drift report of {name} · {window}</p>'
        f'<h1 style="color:{_COLOURS[result.verdict]}">{_WORDS[result.verdict]}</h1>'
        f"<p>{escape(result.why)}.{share}</p>"
    )


def _rows(result: Result) -> str:
    rows = result.rows
    words = (
        f"{rows.sampled} of {rows.readable} captured rows compared with {rows.reference} of the reference "
        f"(sample drawn with seed {rows.seed}). {rows.lines} lines read, "
        f"{sum(rows.malformed.values())} malformed, {rows.outside} outside the window, "
        f"{rows.unanswered} rows without a prediction, "
        f"{rows.objects_left_out} captured objects left out."
    )
    reasons = "".join(f"<li>{count} times: {escape(why)}</li>" for why, count in rows.malformed.items())
    return f'<p class="quiet">{words}</p>' + (f"<p>Malformed lines:</p><ul>{reasons}</ul>" if reasons else "")


def _table(title: str, columns: list[Column], pictures: Mapping[str, str]) -> str:
    heads = ("effect", "adjusted p", "moved", "missing", "out of range", "unknown", "unreadable")
    head = "".join(f'<th class="n">{word}</th>' for word in heads)
    lines = "".join(_line(column, pictures.get(column.name, "")) for column in columns)
    return (
        f"<h2>{title}</h2><table><tr><th>column</th><th>reference (grey), today (red)</th>"
        f"{head}<th>test</th></tr>{lines}</table>"
    )


def _line(column: Column, picture: str) -> str:
    image = f'<img src="{picture}" alt="histogram of {escape(column.name)}">' if picture else ""
    bar = f'<span class="bar" style="width:{column.effect * 4:.2f}rem"></span> {column.effect:.2f}'
    shares = (column.missing, column.out_of_range, column.unknown, column.unreadable)
    numbers = "".join(f'<td class="n">{share:.1%}</td>' for share in shares)
    mark = "<b>drifted</b>" if column.drifted else ""
    return (
        f'<tr class="{"drifted" if column.drifted else "same"}"><td>{escape(column.name)} {mark}</td>'
        f'<td>{image}</td><td class="n">{bar}</td><td class="n">{column.p_value:.2g}</td>'
        f'<td class="n">{column.distance:.2f}</td>{numbers}<td>{escape(column.test)}</td></tr>'
    )


def _legend(result: Result) -> str:
    limits = result.settings
    return (
        f'<h2>How to read it</h2><p class="quiet">A column has drifted when its adjusted p-value is at most '
        f"{limits.p_value:g} and its effect at least {limits.effect_size:g}. The effect is the largest "
        f"difference between the shares of rows, from 0 to 1. Moved: Wasserstein's distance in standard "
        f"deviations of the reference for numbers, Jensen and Shannon's (0 to 1) for categories. "
        f"P-values are adjusted for all columns together (Benjamini and Hochberg).</p>"
    )
