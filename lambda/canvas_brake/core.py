"""Whose session is to end, if any. Knows no AWS client."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from canvas_brake.settings import AlarmEvent, Figure

METRIC = "TimeSinceLastActive"
STALE = timedelta(minutes=15)
"""An alarm that arrives later than this is dropped: the user may be back, in a session of its own."""
SETTLED = timedelta(minutes=2)
"""For so long figures must say that a user is back: the session's own of a minute come after a false one."""
LATE = timedelta(minutes=5)
"""By so much a figure may be older than the minute that it is kept under."""


class BrakeError(Exception):
    """An event that is not about a session of this domain, or that something contradicts."""


def idle_user(event: AlarmEvent, *, domain_id: str, now: datetime) -> str | None:
    """Return the profile whose Canvas is idle, None where nothing is to end any more."""
    metric = event.alarm_data.configuration.metrics[0].metric_stat.metric
    user = event.dimensions.get("UserProfileName")
    if metric.name != METRIC or event.dimensions.get("DomainId") != domain_id or not user:
        raise BrakeError(f"{event.alarm_data.alarm_name} is no alarm on a session of {domain_id}")
    state = event.alarm_data.state
    return user if state.value == "ALARM" and now - state.timestamp <= STALE else None


def back_since(figures: Sequence[Figure], *, idle: timedelta) -> datetime | None:
    """Return the first of the newest minutes, all of which say that the session is used."""
    since = None
    for figure in sorted(figures, key=lambda figure: figure.at, reverse=True):
        if figure.longest >= idle:
            break
        since = figure.at
    return since


def contradiction(
    figures: Sequence[Figure], *, begun: datetime, now: datetime, idle: timedelta
) -> str | None:
    """Return what speaks against a session that nobody has used for `idle`, if anything.

    Whoever may run Canvas may write this metric for everybody: IAM knows its namespace only. But nobody can
    take back what a session in use has written of itself, nor change when it began.
    """
    since = now - idle
    if begun > since:
        return f"the session is {(now - begun) // timedelta(minutes=1)} minutes old"
    if not figures:
        return "no figure says so any more"
    used = max(figure.at - figure.shortest for figure in figures)
    return (
        f"another figure says that it was used at {used:%Y-%m-%d %H:%M} UTC" if used > since + LATE else None
    )
