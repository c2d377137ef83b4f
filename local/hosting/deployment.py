"""One blue/green deployment: the new fleet comes up, traffic shifts step by step, alarms are watched."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local.hosting.clock import Clock
from local.hosting.fleet import Fleet
from local.hosting.rollback_alarms import RollbackAlarms
from local.hosting.traffic import Traffic
from local.hosting.traffic_routing import Step, TrafficRouting
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record

LOOK_SECONDS = 0.5
"""How often the alarms are looked at while a step bakes."""
Report = Callable[[dict[str, Any]], None]
"""Takes the PendingDeploymentSummary that DescribeEndpoint shows from now on."""


class Deployment:
    """Runs once. `ServiceError` from `run` says why traffic must go back to blue; the caller abandons."""

    def __init__(
        self,
        *,
        traffic: Traffic,
        green: Fleet,
        config: Record,
        routing: TrafficRouting,
        alarms: RollbackAlarms,
        report: Report,
        clock: Clock | None = None,
    ) -> None:
        self._traffic = traffic
        self._green = green
        self._config = config
        self._routing = routing
        self._alarms = alarms
        self._report = report
        self._clock = clock or Clock()
        self._started = datetime.now(UTC)
        self._deadline = self._clock.now() + routing.limit

    def run(self) -> None:
        """Bring green up and shift all traffic to it. Blue has ended when this returns."""
        self._traffic.prepare(self._green)
        if self._traffic.serving is not None:
            self._look()
        self._tell("Creating", "Launching {all} instance(s).", share=0.0)
        self._green.launch(self._config)
        if self._traffic.serving is not None:
            for step in self._routing.steps:
                self._shift(step)
        self._traffic.promote()

    def _shift(self, step: Step) -> None:
        self._traffic.shift(step.share)
        self._tell(
            "Baking",
            f"Baking for {step.seconds} seconds ({step.setting}) with traffic enabled on "
            f"{step.capacity} capacity of {{active}} instance(s).",
            share=step.share,
        )
        until = self._clock.now() + step.seconds
        self._look()
        while (left := until - self._clock.now()) > 0:
            self._clock.sleep(min(LOOK_SECONDS, left))
            self._look()

    def _look(self) -> None:
        if self._traffic.closed:
            raise ServiceError(message="The endpoint was deleted while it was deployed.")
        if tripped := self._alarms.in_alarm():
            raise ServiceError(
                message=f"The deployment was rolled back: in state ALARM: {', '.join(sorted(tripped))}."
            )
        if broken := self._green.broken():
            raise ServiceError(message=f"The deployment was rolled back. {broken}")
        if self._clock.now() >= self._deadline:
            raise ServiceError(
                message=f"The deployment was rolled back: it took longer than {self._routing.limit} seconds "
                "(MaximumExecutionTimeoutInSeconds)."
            )

    def _tell(self, status: str, message: str, *, share: float) -> None:
        """Say where the deployment stands, in the words of SageMaker's deployment events."""
        variants = [
            _pending(variant, status, message, share) for variant in self._config["ProductionVariants"]
        ]
        self._report(
            {
                "EndpointConfigName": self._config["EndpointConfigName"],
                "ProductionVariants": variants,
                "StartTime": self._started,
            }
        )


def _pending(variant: Record, status: str, message: str, share: float) -> dict[str, Any]:
    every = int(variant.get("InitialInstanceCount", 1))
    active, weight = math.ceil(every * share), float(variant.get("InitialVariantWeight", 1.0))
    said = message.format(all=every, active=active)
    return {
        "VariantName": variant["VariantName"],
        "CurrentWeight": weight,
        "DesiredWeight": weight,
        "CurrentInstanceCount": active,
        "DesiredInstanceCount": every,
        "VariantStatus": [{"Status": status, "StatusMessage": said, "StartTime": datetime.now(UTC)}],
    }
