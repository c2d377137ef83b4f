"""`drift.json`: what a drift job found, for alarms, machines and the page."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from drift_report.settings import Settings

FILE = "drift.json"
Verdict = Literal["drifted", "stable", "too few rows", "no reference"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Frozen):
    """One feature, or the predictions. Shares are of the compared rows, 0..1.

    `p_value` is adjusted for all columns together. `out_of_range` are numbers that training never saw: below
    the card's minimum or above its maximum. `unreadable` is what is no number where one belongs.
    """

    name: str
    kind: Literal["number", "category"]
    test: str
    statistic: float
    p_value: float
    effect: float
    distance: float
    distance_unit: str
    drifted: bool
    missing: float
    missing_before: float
    out_of_range: float = 0.0
    unknown: float = 0.0
    unreadable: float = 0.0


class Rows(_Frozen):
    """How many lines and rows there were. `sampled` of `readable` were compared with `reference`.

    `malformed` lines by reason; `outside` lines are of another time; `unanswered` rows have no prediction;
    `objects_left_out` captured objects were too many for one job, and are spread evenly over the window.
    """

    lines: int
    malformed: dict[str, int]
    outside: int
    readable: int
    sampled: int
    unanswered: int
    reference: int
    seed: int
    objects_left_out: int = 0


class Result(_Frozen):
    """The whole result; `drifted_share` is None where nothing was compared, and then there is no metric."""

    format: Literal[1] = 1
    model: str
    version: str
    verdict: Verdict
    why: str
    drifted_share: float | None = None
    window_start: datetime | None = None
    window_end: datetime | None = None
    rows: Rows
    settings: Settings
    prediction: Column | None = None
    features: tuple[Column, ...] = Field(default=())

    def write(self, path: Path) -> None:
        """Write indented JSON."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
