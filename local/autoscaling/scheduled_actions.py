"""Scheduled actions: at their time they set a target's bounds, which then hold its capacity."""

from datetime import UTC, datetime
from typing import Any

from local import clock
from local.autoscaling import scaler, schedules
from local.autoscaling.targets import Record, Target

_BOUNDS = ("MinCapacity", "MaxCapacity")


def next_run(action: Record, *, after: float) -> float | None:
    """Return when an action is due next, in seconds since the epoch; None if never again."""
    start = max(after, _moment(action.get("StartTime"), after) - 1)
    found = schedules.following(
        action["Schedule"],
        zone=action.get("Timezone", "UTC"),
        after=datetime.fromtimestamp(start, UTC),
        created=datetime.fromtimestamp(action["CreationTime"], UTC),
    )
    if found is None or found.timestamp() > _moment(action.get("EndTime"), found.timestamp()):
        return None
    return found.timestamp()


def run_due(target: Target) -> None:
    """Run the actions that are due; one that was missed several times runs once."""
    for action in list(target.actions.values()):
        due = action.get("_next")
        if due is None or due > clock.now():
            continue
        action["_next"] = next_run(action, after=clock.now())
        if not target.suspended("ScheduledScaling"):
            _run(target, action)


def _run(target: Target, action: Record) -> None:
    with target.lock:
        bounds = action.get("ScalableTargetAction", {})
        target.record |= {name: bounds[name] for name in _BOUNDS if name in bounds}
        target.bounds_changed = True
        scaler.keep_bounds(target)


def _moment(value: Any, otherwise: float) -> float:
    """Return a time, which comes over the wire as seconds and from a template as text, as seconds."""
    if value is None:
        return otherwise
    if isinstance(value, str):
        return datetime.fromisoformat(value).timestamp()
    return float(value)
