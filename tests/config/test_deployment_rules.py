"""Every instance mode deploys guarded by default, and a deployment that could not be guarded is refused."""

from typing import Any

import pytest

import config
from config.cards import StarterCard, Target
from config.deployment import BlueGreen, Business
from config.deployment_rules import broken_business, execution_seconds
from tests.config.changed import broken

REALTIME = "models__realtime__serving__deployment"
COMPONENT = "models__component__serving__deployment"
BARE = {
    "realtime": {"instance_type": "ml.m5.large", "instance_count": 2},
    "async": {"instance_type": "ml.m5.large", "max_instances": 1, "backlog_per_instance": 5},
    "component": {
        "instance_type": "ml.m5.large",
        "max_instances": 1,
        "max_copies": 1,
        "cpus": 1,
        "memory_mb": 1024,
        "concurrency_per_copy": 4,
    },
}
"""The fewest settings that each instance mode takes."""


@pytest.mark.parametrize(
    ("mode", "traffic"), [("realtime", "canary"), ("async", "canary"), ("component", "rolling")]
)
def test_a_mode_on_instances_is_guarded_when_nothing_is_said(mode: str, traffic: str) -> None:
    values = config.load("dev").model_dump() | {"serving": {"mode": mode, **BARE[mode]}}
    serving = config.Environment.model_validate(values).serving
    assert isinstance(serving, config.RealTime | config.Asynchronous | config.Component)
    deployment = serving.deployment
    assert deployment.traffic == traffic
    assert deployment.percent <= 50
    assert deployment.bake_seconds >= deployment.evaluation_seconds == 60
    assert min(deployment.errors, deployment.model_errors, deployment.latency_ms) >= 1


@pytest.mark.parametrize(
    ("environment", "changes", "path"),
    [
        pytest.param("modes", {f"{REALTIME}__percent": 51}, "percent", id="canary-above-half"),
        pytest.param(
            "modes", {f"{REALTIME}__traffic": "linear", f"{REALTIME}__percent": 9}, "percent", id="linear"
        ),
        pytest.param("modes", {f"{REALTIME}__traffic": "rolling"}, "traffic", id="rolling-endpoint"),
        pytest.param("modes", {f"{COMPONENT}__traffic": "canary"}, "traffic", id="canary-of-a-component"),
        pytest.param("modes", {f"{COMPONENT}__traffic": "linear"}, "traffic", id="linear-component"),
        pytest.param("modes", {f"{COMPONENT}__percent": 4}, "percent", id="batch-too-small"),
        pytest.param(
            "modes",
            {f"{COMPONENT}__termination_wait_seconds": 5},
            "termination_wait_seconds",
            id="no-second-fleet",
        ),
        pytest.param("modes", {f"{REALTIME}__bake_seconds": 5}, "bake_seconds", id="alarm-too-late"),
        pytest.param("modes", {f"{REALTIME}__bake_seconds": 3601}, "bake_seconds", id="bake-too-long"),
        pytest.param(
            "modes",
            {f"{REALTIME}__traffic": "linear", f"{REALTIME}__percent": 10, f"{REALTIME}__bake_seconds": 3600},
            "bake_seconds",
            id="longer-than-eight-hours",
        ),
        pytest.param(
            "modes", {f"{REALTIME}__evaluation_seconds": 15}, "evaluation_seconds", id="no-such-period"
        ),
        pytest.param(
            "prod", {"serving__deployment__evaluation_seconds": 10}, "evaluation_seconds", id="10-s-in-aws"
        ),
        pytest.param(
            "prod", {"serving__deployment__evaluation_seconds": 90}, "evaluation_seconds", id="90-s"
        ),
    ],
)
def test_a_deployment_that_could_not_be_guarded_is_refused(
    environment: str, changes: dict[str, Any], path: str
) -> None:
    assert any(
        line.partition(":")[0].endswith(f"deployment.{path}") for line in broken(environment, **changes)
    )


@pytest.mark.parametrize(
    ("band", "path"),
    [
        pytest.param({"label": "malign"}, "label", id="no-such-class"),
        pytest.param({"label": None}, "label", id="no-class-named"),
        pytest.param({"minimum": 0.9, "maximum": 0.1}, "minimum", id="upside-down"),
        pytest.param({"maximum": 1.5}, "maximum", id="no-share"),
    ],
)
def test_a_band_that_the_starter_cannot_leave_or_keep_is_refused(band: dict[str, Any], path: str) -> None:
    business = {"label": "malignant", "minimum": 0.1, "maximum": 0.9} | band
    (line,) = broken("modes", **{f"{REALTIME}__business": business})
    assert line.startswith(f"models.realtime.serving.deployment.business.{path}: ")


def test_the_band_of_a_regression_has_no_label() -> None:
    card = StarterCard(target=Target(name="price"))
    ok = Business(minimum=100, maximum=200)
    assert list(broken_business("b", ok, card=card)) == []
    (line,) = broken_business("b", Business(label="dear", minimum=100, maximum=200), card=card)
    assert line == "b.label: the starter predicts a number (price); remove the label"


@pytest.mark.parametrize(
    ("traffic", "percent", "steps"),
    [("canary", 10, 2), ("linear", 50, 2), ("linear", 30, 4), ("linear", 10, 10)],
)
def test_a_deployment_has_time_for_every_step(traffic: Any, percent: int, steps: int) -> None:
    deployment = BlueGreen(traffic=traffic, percent=percent, bake_seconds=300, termination_wait_seconds=60)
    assert execution_seconds(deployment) == steps * 300 + 60 + 1800
