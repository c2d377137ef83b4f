"""From rows of the reference and rows of today to a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from drift_report import comparing
from drift_report.captured import Observed
from drift_report.comparing import Difference
from drift_report.reservoir import SEED
from drift_report.result import Column, Result, Rows, Verdict
from drift_report.row import UNKNOWN, UNREADABLE, Cell, Row
from drift_report.settings import Settings
from tabular.card import Card, CategoryFeature, NumberFeature

GAP = "(missing)"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One column of both samples, in the order of their rows; `minimum` and `maximum` are the card's."""

    name: str
    kind: Literal["number", "category"]
    before: Sequence[Cell]
    after: Sequence[Cell]
    minimum: float = -np.inf
    maximum: float = np.inf


def judge(*, card: Card, reference: Sequence[Row] | None, observed: Observed, settings: Settings) -> Result:
    """Compare what there is to compare; a reference of None is one that is not there."""
    rows = observed.sample.items
    verdict: Verdict
    if not reference:
        verdict, why = (
            "no reference",
            "this version has no reference.csv beside its card: nothing to compare with",
        )
    elif len(rows) < settings.minimum_rows:
        verdict = "too few rows"
        why = f"{len(rows)} rows were captured, at least {settings.minimum_rows} are needed"
    else:
        return _compared(card=card, pairs_of=(reference, rows), observed=observed, settings=settings)
    return Result(
        model=card.name,
        version=card.version,
        verdict=verdict,
        why=why,
        window_start=settings.window_start,
        window_end=settings.window_end,
        rows=_rows(observed, settings, reference=len(reference or ())),
        settings=settings,
    )


def _compared(
    *, card: Card, pairs_of: tuple[Sequence[Row], Sequence[Row]], observed: Observed, settings: Settings
) -> Result:
    before, after = pairs_of
    columns = compare(pairs(card, before, after), settings=settings)
    features = columns[: len(card.features)]
    prediction = columns[-1] if len(columns) > len(features) else None
    drifted = sum(column.drifted for column in features)
    share = round(drifted / len(features), 6)
    verdict: Verdict = "drifted" if share >= settings.drifted_share else "stable"
    limit = f"{settings.drifted_share:.0%} is the limit"
    said = "; the predictions have moved too" if prediction and prediction.drifted else ""
    return Result(
        model=card.name,
        version=card.version,
        verdict=verdict,
        why=f"{drifted} of {len(features)} features have drifted, {limit}{said}",
        drifted_share=share,
        window_start=settings.window_start,
        window_end=settings.window_end,
        rows=_rows(observed, settings, reference=len(before)),
        settings=settings,
        prediction=prediction,
        features=tuple(features),
    )


def pairs(card: Card, before: Sequence[Row], after: Sequence[Row]) -> list[Pair]:
    """Return a pair a feature in card order, then the predictions if there are any today."""
    found = []
    for position, feature in enumerate(card.features):
        limits = (
            {"minimum": feature.minimum, "maximum": feature.maximum}
            if isinstance(feature, NumberFeature)
            else {}
        )
        found.append(
            Pair(
                name=feature.name,
                kind="category" if isinstance(feature, CategoryFeature) else "number",
                before=[row.cells[position] for row in before],
                after=[row.cells[position] for row in after],
                **limits,
            )
        )
    if answered := [row.prediction for row in after if row.prediction is not None]:
        kind: Literal["number", "category"] = "category" if card.target.classes else "number"
        said = [row.prediction for row in before]
        found.append(Pair(name=f"predicted {card.target.name}", kind=kind, before=said, after=answered))
    return found


def compare(found: Sequence[Pair], *, settings: Settings) -> list[Column]:
    """Compare every pair, and adjust the p-values for all of them together."""
    differences = [_difference(pair) for pair in found]
    p_values = comparing.adjusted([difference.p_value for difference in differences])
    return [
        _column(pair, difference, p_value=p_value, settings=settings)
        for pair, difference, p_value in zip(found, differences, p_values, strict=True)
    ]


def _difference(pair: Pair) -> Difference:
    """Compare the values, and with the numbers also which of them are there."""
    if pair.kind == "category":
        return comparing.categories(_words(pair.before), _words(pair.after))
    there = comparing.categories(_there(pair.before), _there(pair.after))
    before, after = readable(pair.before), readable(pair.after)
    if not len(before) or not len(after):
        return there
    values = comparing.numbers(before, after)
    if there.test == "the same category everywhere":
        return values
    # Two tests of one column: the smaller p-value counts, twice (Bonferroni).
    stronger = values if values.p_value <= there.p_value else there
    return Difference(
        test=stronger.test if stronger is values else f"{there.test} of gaps",
        statistic=stronger.statistic,
        p_value=min(1.0, 2 * stronger.p_value),
        effect=stronger.effect,
        distance=stronger.distance,
        distance_unit=stronger.distance_unit,
    )


def _column(pair: Pair, difference: Difference, *, p_value: float, settings: Settings) -> Column:
    numbers = readable(pair.after) if pair.kind == "number" else np.empty(0)
    rows = len(pair.after)
    outside = int(((numbers < np.float32(pair.minimum)) | (numbers > np.float32(pair.maximum))).sum())
    return Column(
        name=pair.name,
        kind=pair.kind,
        test=difference.test,
        statistic=round(difference.statistic, 6),
        p_value=p_value,
        effect=round(difference.effect, 6),
        distance=round(difference.distance, 6),
        distance_unit=difference.distance_unit,
        drifted=p_value <= settings.p_value and difference.effect >= settings.effect_size,
        missing=_share(pair.after.count(None), rows),
        missing_before=_share(pair.before.count(None), len(pair.before)),
        out_of_range=_share(outside, rows),
        unknown=_share(pair.after.count(UNKNOWN), rows),
        unreadable=_share(pair.after.count(UNREADABLE), rows),
    )


def readable(cells: Sequence[Cell]) -> NDArray[np.float64]:
    """Return the numbers of a column, as precise as the model takes them: single precision."""
    return np.array([cell for cell in cells if isinstance(cell, float)], dtype=np.float32).astype(np.float64)


def _words(cells: Sequence[Cell]) -> list[str]:
    return [GAP if cell is None else str(cell) for cell in cells]


def _there(cells: Sequence[Cell]) -> list[str]:
    return [GAP if cell is None else UNREADABLE if cell == UNREADABLE else "a number" for cell in cells]


def _share(count: int, rows: int) -> float:
    return round(count / rows, 6) if rows else 0.0


def _rows(observed: Observed, settings: Settings, *, reference: int) -> Rows:
    return Rows(
        lines=observed.lines,
        malformed=dict(observed.malformed.most_common(20)),
        outside=observed.outside,
        readable=observed.sample.seen,
        sampled=len(observed.sample.items),
        unanswered=observed.unanswered,
        reference=reference,
        seed=SEED,
        objects_left_out=settings.objects_left_out,
    )
