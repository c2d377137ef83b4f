"""From a right token to Studio, or to the reason why not now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from class_ledger.hours import ClassHours
from class_ledger.lease import Lease

LONGEST, SHORTEST = timedelta(hours=12), timedelta(minutes=30)
"""Of a session in Studio (SageMaker API reference, SessionExpirationDurationInSeconds: 1800 to 43200)."""
Why = Literal["not-ready", "not-begun", "over", "frozen", "closed"]


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Why a student cannot work now; `detail` is the lease's own reason, or the hours."""

    why: Why
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """Whose profile it is, and how many seconds a session may last."""

    profile: str
    seconds: int


def admit(
    lease: Lease | None, *, now: datetime, begins: datetime, hours: ClassHours | None
) -> Admitted | Closed:
    """Decide over a student's lease; AWS allows no session shorter than half an hour."""
    if lease is None:
        return Closed(why="not-ready")
    if lease.state in ("wiping", "ended") or now >= lease.ends:
        return Closed(why="over")
    if now < begins:
        return Closed(why="not-begun", detail=f"{begins:%Y-%m-%d %H:%M} UTC")
    if lease.state == "frozen":
        return Closed(why="frozen", detail=lease.reason)
    closes = hours.closes(now) if hours else lease.ends
    if closes is None:
        return Closed(why="closed", detail=str(hours))
    left = min(LONGEST, closes - now, lease.ends - now)
    return Admitted(profile=lease.sandbox, seconds=int(max(left, SHORTEST).total_seconds()))
