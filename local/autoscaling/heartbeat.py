"""What happens without a request: metrics at rest, tracking policies, schedules, alarms that stay."""

import logging
import threading
import time
from collections.abc import Callable

from local import clock
from local.autoscaling import activities, alarm_actions, policies, scaler, scheduled_actions, targets
from local.autoscaling.errors import RequestError
from local.autoscaling.resources import resource_of
from local.autoscaling.targets import Target
from local.hosting import backlogs, components
from local.sagemaker.errors import ServiceError

BEAT_SECONDS = 2.0
SAMPLE_SECONDS = 10
"""How often SageMaker puts its high-resolution metrics."""

logger = logging.getLogger("lab2api")


class Heartbeat:
    """`beat` does everything that is due at the clock's time. A test that simulates hours calls it itself."""

    def __init__(self) -> None:
        self._sampled = self._period()

    def beat(self) -> None:
        """Sample, and look at every target once."""
        self._sample()
        for target in targets.every():
            target.context.copy().run(_look, target)

    def _sample(self) -> None:
        """Put a datapoint into each period that has ended since the last beat: a series has no gap."""
        current = self._period()
        for period in range(self._sampled, current):
            at = float(period * SAMPLE_SECONDS)
            components.sample(at=at)
            backlogs.sample(at=at)
        self._sampled = current

    def _period(self) -> int:
        return int(clock.now() // SAMPLE_SECONDS)


def start(*, sleep: Callable[[float], None] = time.sleep) -> None:
    """Beat for as long as the process lives."""
    threading.Thread(
        target=_forever, args=(Heartbeat(), sleep), name="lab2api-heartbeat", daemon=True
    ).start()


def _forever(heartbeat: Heartbeat, sleep: Callable[[float], None]) -> None:
    while True:
        sleep(BEAT_SECONDS)
        try:
            heartbeat.beat()
        except Exception:  # whatever it is, the next beat must come; the log has all of it
            logger.exception("scaling")


def _look(target: Target) -> None:
    try:
        activities.follow(target, resource_of(target.record))
        scheduled_actions.run_due(target)
        scaler.keep_bounds(target)
        alarm_actions.repeat(target)
        policies.track(target)
    except (ServiceError, RequestError) as error:
        # The resource of a target may be gone, or not made yet: AWS keeps such targets too.
        logger.debug("%s: %s", target.record["ResourceId"], error.message)
