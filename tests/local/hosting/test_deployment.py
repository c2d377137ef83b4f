"""A deployment by a simulated clock: steps and waits in order, an alarm at any moment, limits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from local.hosting.clock import Clock
from local.hosting.deployment import Deployment
from local.hosting.traffic import Traffic
from local.hosting.traffic_routing import Step, TrafficRouting
from local.sagemaker.errors import ServiceError


@dataclass
class Time:
    """Seconds that pass only when somebody sleeps."""

    now: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Fleet:
    """What a deployment needs of one, without processes."""

    reason: str | None = None
    log: list[str] = field(default_factory=list)

    def launch(self, config: dict[str, Any]) -> None:
        assert config is CONFIG
        self.log.append("launch")

    def serve(self) -> None:
        self.log.append("serve")

    def retire(self) -> None:
        self.log.append("retire")

    def broken(self) -> str | None:
        return self.reason


@dataclass
class Alarms:
    """In ALARM when `when` says so."""

    when: Callable[[], bool] = lambda: False

    def in_alarm(self) -> list[str]:
        return ["slow"] if self.when() else []


CONFIG = {
    "EndpointConfigName": "new",
    "ProductionVariants": [{"VariantName": "a", "InitialInstanceCount": 3}],
}
CANARY = TrafficRouting(
    steps=(
        Step(share=0.34, seconds=60, setting="WaitIntervalInSeconds", capacity="canary"),
        Step(share=1.0, seconds=120, setting="TerminationWaitInSeconds", capacity="full"),
    ),
    limit=600,
)


class Stage:
    """A deployment on simulated time; `reported` is what DescribeEndpoint would have shown, and when."""

    def __init__(self, *, routing: TrafficRouting = CANARY, first: bool = False) -> None:
        self.time, self.traffic, self.alarms = Time(), Traffic(), Alarms()
        self.blue, self.green = Fleet(), Fleet()
        self.reported: list[tuple[float, dict[str, Any]]] = []
        if not first:
            self.traffic.prepare(self.blue)  # type: ignore[arg-type]
            self.traffic.promote()
        self.deployment = Deployment(
            traffic=self.traffic,
            green=self.green,  # type: ignore[arg-type]
            config=CONFIG,
            routing=routing,
            alarms=self.alarms,  # type: ignore[arg-type]
            report=lambda summary: self.reported.append((self.time.now, summary)),
            clock=Clock(now=lambda: self.time.now, sleep=self.time.sleep),
        )

    def messages(self) -> list[tuple[float, str]]:
        return [
            (at, summary["ProductionVariants"][0]["VariantStatus"][0]["StatusMessage"])
            for at, summary in self.reported
        ]


def test_a_canary_bakes_twice_and_then_blue_ends() -> None:
    stage = Stage()
    stage.deployment.run()
    enabled = "with traffic enabled on"
    assert stage.messages() == [
        (0, "Launching 3 instance(s)."),
        (0, f"Baking for 60 seconds (WaitIntervalInSeconds) {enabled} canary capacity of 2 instance(s)."),
        (60, f"Baking for 120 seconds (TerminationWaitInSeconds) {enabled} full capacity of 3 instance(s)."),
    ]
    assert stage.time.now == 180
    assert stage.traffic.serving is stage.green  # type: ignore[comparison-overlap]
    assert (stage.blue.log, stage.green.log) == (["serve", "retire"], ["launch", "serve"])


def test_an_alarm_that_is_on_already_stops_the_deployment_before_anything_starts() -> None:
    stage = Stage()
    stage.alarms.when = lambda: True
    with pytest.raises(ServiceError, match="in state ALARM: slow"):
        stage.deployment.run()
    assert stage.green.log == []


@pytest.mark.parametrize("at", [30, 179.5])
def test_an_alarm_while_it_bakes_stops_it_within_half_a_second(at: float) -> None:
    stage = Stage()
    stage.alarms.when = lambda: stage.time.now >= at
    with pytest.raises(ServiceError, match="in state ALARM: slow"):
        stage.deployment.run()
    assert stage.time.now - at <= 0.5
    assert stage.traffic.serving is stage.blue  # type: ignore[comparison-overlap]


def test_a_green_server_that_keeps_ending_stops_the_deployment_without_any_alarm() -> None:
    stage = Stage()
    stage.green.reason = "The model server of a keeps ending."
    with pytest.raises(ServiceError, match="keeps ending"):
        stage.deployment.run()


def test_a_deployment_over_its_time_limit_is_stopped() -> None:
    stage = Stage(routing=TrafficRouting(steps=CANARY.steps, limit=100))
    with pytest.raises(ServiceError, match="longer than 100 seconds"):
        stage.deployment.run()


def test_an_endpoint_that_is_deleted_meanwhile_ends_the_deployment() -> None:
    stage = Stage()
    stage.blue.stop = stage.green.stop = lambda: None  # type: ignore[attr-defined]

    def delete() -> bool:
        if stage.time.now > 10:
            stage.traffic.close()
        return False

    stage.alarms.when = delete
    with pytest.raises(ServiceError, match="deleted"):
        stage.deployment.run()
    assert stage.time.now < 12


def test_a_first_deployment_neither_bakes_nor_asks_alarms() -> None:
    stage = Stage(first=True)
    stage.alarms.when = lambda: True
    stage.deployment.run()
    assert stage.time.now == 0
    assert stage.traffic.serving is stage.green  # type: ignore[comparison-overlap]
