"""What a picture is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cli.dashboard.body import Body
from cli.dashboard.measured import Curve


@dataclass(frozen=True, kw_only=True)
class Page:
    """`curves` are by the number of the widget, `states` by alarm name, all over one range of time."""

    body: Body
    curves: Mapping[int, Sequence[Curve]]
    states: Mapping[str, str]
    start: datetime
    end: datetime
    note: str
