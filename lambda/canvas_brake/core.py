"""Whose session is to end, if any. Knows no AWS client."""

from datetime import datetime, timedelta

from canvas_brake.settings import AlarmEvent

METRIC = "TimeSinceLastActive"
STALE = timedelta(minutes=15)
"""An alarm that arrives later than this is dropped: the user may be back, in a session of its own."""


class BrakeError(Exception):
    """An event that is not about a session of this domain."""


def idle_user(event: AlarmEvent, *, domain_id: str, now: datetime) -> str | None:
    """Return the profile whose Canvas is idle, None where nothing is to end any more."""
    metric = event.alarm_data.configuration.metrics[0].metric_stat.metric
    user = event.dimensions.get("UserProfileName")
    if metric.name != METRIC or event.dimensions.get("DomainId") != domain_id or not user:
        raise BrakeError(f"{event.alarm_data.alarm_name} is no alarm on a session of {domain_id}")
    state = event.alarm_data.state
    return user if state.value == "ALARM" and now - state.timestamp <= STALE else None
