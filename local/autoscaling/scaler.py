"""Changing a target's capacity: within its bounds, one change at a time, by the rules of cooldowns.

https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
"""

import logging
from collections.abc import Callable

from local import clock
from local.autoscaling import activities
from local.autoscaling.resources import resource_of
from local.autoscaling.targets import Change, Target
from local.sagemaker.errors import ServiceError

COOLDOWN_SECONDS = 300
"""Where a policy names none: the default for SageMaker resources."""

logger = logging.getLogger("lab2api")


def scale(target: Target, *, wanted: Callable[[int], int], cooldown: int, cause: str) -> None:
    """Ask for `wanted(capacity)`.

    In the cooldown of a scale-out its capacity counts as already added, so only a larger want adds to it. A
    scale-in waits for the end of the last one's cooldown; a scale-out does not.
    """
    with target.lock:
        resource = resource_of(target.record)
        capacity = resource.capacity()
        desired = _within(target, wanted(capacity))
        if desired > capacity:
            base = _base(target.last_out, capacity, cooldown)
            desired = _within(target, wanted(base))
            allowed = desired > capacity and not target.suspended("DynamicScalingOut")
        else:
            cooling = _cooling(target.last_in, cooldown)
            allowed = desired < capacity and not cooling and not target.suspended("DynamicScalingIn")
        if allowed:
            _change(target, capacity, desired, cause)


def keep_bounds(target: Target) -> None:
    """After the bounds have changed, bring the capacity between them; tried again while that is refused."""
    with target.lock:
        if not target.bounds_changed:
            return
        try:
            capacity = resource_of(target.record).capacity()
        except ServiceError:
            return  # a target may be registered before its resource exists
        desired = _within(target, capacity)
        bound = "minimum" if desired > capacity else "maximum"
        cause = f"{bound} capacity was set to {desired}"
        if desired == capacity or _change(target, capacity, desired, cause):
            target.bounds_changed = False


def _change(target: Target, capacity: int, desired: int, cause: str) -> bool:
    resource = resource_of(target.record)
    activity = activities.begin(target, noun=resource.noun, capacity=desired, cause=cause)
    try:
        resource.change(desired)
    except ServiceError as error:
        logger.warning("%s: %s", target.record["ResourceId"], error.message)
        activities.end(activity, reason=error.message)
        return False
    change = Change(at=clock.now(), before=capacity, after=desired)
    if desired > capacity:
        target.last_out = change
    else:
        target.last_in = change
    return True


def _within(target: Target, capacity: int) -> int:
    least, most = target.bounds
    return max(least, min(most, capacity))


def _base(last: Change | None, capacity: int, cooldown: int) -> int:
    """Return the capacity to add to: that before the last scale-out, if nothing was scaled in since."""
    if last is None or not _cooling(last, cooldown) or last.after != capacity:
        return capacity
    return last.before


def _cooling(last: Change | None, cooldown: int) -> bool:
    return last is not None and clock.now() - last.at < cooldown
