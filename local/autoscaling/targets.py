"""Scalable targets with their policies, scheduled actions and activities, by account and region."""

import collections
import contextvars
import threading
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local.autoscaling.errors import RequestError

Record = dict[str, Any]
NAMED_BY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
MOST_ACTIVITIES = 100
"""Kept for each target; AWS keeps six weeks of them."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of capacity that was asked for, `at` seconds since the epoch."""

    at: float
    before: int
    after: int


@dataclass(kw_only=True)
class Target:
    """One registered target. `lock` is held while its capacity is decided and changed."""

    record: Record
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    lock: threading.RLock = field(default_factory=threading.RLock)
    policies: dict[str, Record] = field(default_factory=dict)
    actions: dict[str, Record] = field(default_factory=dict)
    activities: collections.deque[Record] = field(
        default_factory=lambda: collections.deque(maxlen=MOST_ACTIVITIES)
    )
    last_out: Change | None = None
    last_in: Change | None = None
    bounds_changed: bool = True

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most capacity."""
        return self.record["MinCapacity"], self.record["MaxCapacity"]

    def suspended(self, kind: str) -> bool:
        """Whether `DynamicScalingIn`, `DynamicScalingOut` or `ScheduledScaling` is suspended."""
        return bool(self.record.get("SuspendedState", {}).get(f"{kind}Suspended", False))


_lock = threading.Lock()
_targets: dict[tuple[str, ...], Target] = {}


def put(request: Record) -> Target:
    """Register a target, or change the members that the request has."""
    with _lock:
        target = _targets.get(_key(request))
        if target is None:
            target = _targets[_key(request)] = Target(record=dict(request))
        else:
            target.record = target.record | request
        target.bounds_changed = True
        return target


def get(request: Record) -> Target:
    """Return the target that a request names; `RequestError` if it is not registered."""
    with _lock:
        target = _targets.get(_key(request))
    if target is None:
        raise RequestError("ObjectNotFoundException", f"No scalable target {request['ResourceId']}.")
    return target


def remove(request: Record) -> None:
    """Forget a target with all it has; `RequestError` if it is not registered."""
    get(request)
    with _lock:
        del _targets[_key(request)]


def here() -> list[Target]:
    """Return the targets of the account and region being served."""
    with _lock:
        return [target for key, target in _targets.items() if key[:2] == (get_account_id(), get_region())]


def every() -> list[Target]:
    """Return the targets of every account and region."""
    with _lock:
        return list(_targets.values())


def reset() -> None:
    """Forget every target."""
    with _lock:
        _targets.clear()


def _key(request: Record) -> tuple[str, ...]:
    return get_account_id(), get_region(), *(request[member] for member in NAMED_BY)
