"""Hosting that no committed environment asks for synthesizes too, without a finding outside the register."""

from typing import Any

import pytest

import config
from config import Environment
from tests.stacks.endpoints_alone import synthesize
from tests.stacks.once import once
from tests.stacks.reading import Template, each, only

NIGHT = {
    "time_zone": "Asia/Ho_Chi_Minh",
    "down": "cron(0 20 ? * MON-FRI *)",
    "up": "cron(0 7 ? * MON-FRI *)",
}
OFF = {"lifecycle": None, "drift": None}
"""Which modes these can be of is theirs to say: tests/config."""
SCALING = {"min_instances": 2, "max_instances": 4, "concurrency_per_instance": 4}


def hosting(*, like: str = "", **serving: Any) -> dict[str, Any]:
    """Return the hosting of a model of `modes`, or prod's, but for a few settings."""
    chosen = config.load("modes").serving_of(like) if like else config.load("prod").serving
    own = chosen.model_dump()
    own["deployment"] |= {"evaluation_seconds": 60, "bake_seconds": 300, **serving.pop("deployment", {})}
    return own | serving


def environment() -> Environment:
    """Return prod with six models, each hosted in its own way."""
    values = config.load("prod").model_dump()
    served = values["models"]["breast-cancer"]
    varied = {
        "nightly": hosting(like="component", schedule=NIGHT),
        "queued": hosting(like="async", schedule=NIGHT),
        "copies": hosting(like="component", min_copies=1),
        "office": hosting(autoscaling=SCALING, schedule=NIGHT),
        "steps": hosting(instance_count=4, deployment={"traffic": "linear", "percent": 25}),
        "shared": hosting(like="learners", instance_count=2),
    }
    models = {name: served | {"serving": serving} for name, serving in varied.items()}
    return Environment.model_validate(values | {"name": "matrix", "models": values["models"] | models} | OFF)


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    made = once(
        tmp_path_factory, name="matrix.out", synthesize=lambda folder: synthesize(environment(), folder)
    )
    prefix = "Matrix-Serving-"
    return {
        name.removeprefix(prefix).capitalize(): one
        for name, one in made.templates.items()
        if name.startswith(prefix)
    }


def scheduled(template: Template) -> dict[str, tuple[str, int, int]]:
    """Time, minimum and maximum by the action's name."""
    target = only(template, "AWS::ApplicationAutoScaling::ScalableTarget")["Properties"]
    found = {}
    for action in target["ScheduledActions"]:
        assert action["Timezone"] == "Asia/Ho_Chi_Minh"
        held = action["ScalableTargetAction"]
        found[action["ScheduledActionName"]] = (action["Schedule"], held["MinCapacity"], held["MaxCapacity"])
    return found


@pytest.mark.parametrize(
    ("stage", "least", "up"), [("Nightly", 0, (0, 3)), ("Queued", 0, (0, 2)), ("Office", 1, (2, 4))]
)
def test_off_hours_are_at_zero_where_the_mode_can_and_at_one_where_it_cannot(
    stage: str, least: int, up: tuple[int, int], varied: dict[str, Template]
) -> None:
    assert scheduled(varied[stage]) == {"down": (NIGHT["down"], least, least), "up": (NIGHT["up"], *up)}


def test_a_linear_deployment_takes_equal_steps(varied: dict[str, Template]) -> None:
    update = only(varied["Steps"], "AWS::SageMaker::Endpoint")["Properties"]["DeploymentConfig"]
    traffic = update["BlueGreenUpdatePolicy"]["TrafficRoutingConfiguration"]
    assert (traffic["Type"], traffic["LinearStepSize"]["Value"]) == ("LINEAR", 25)
    assert "CanarySize" not in traffic


def test_in_a_network_a_component_and_its_endpoint_are_in_the_same_subnets(
    varied: dict[str, Template],
) -> None:
    model = only(varied["Copies"], "AWS::SageMaker::Model")["Properties"]
    endpoint = only(varied["Copies"], "AWS::SageMaker::EndpointConfig")["Properties"]
    assert model["VpcConfig"] == endpoint["VpcConfig"]
    assert model["EnableNetworkIsolation"] is endpoint["EnableNetworkIsolation"] is True


def test_what_never_falls_to_zero_needs_no_alarm_to_wake_it(varied: dict[str, Template]) -> None:
    measured = {
        alarm["Properties"].get("MetricName")
        for _, alarm in each({"": varied["Copies"]}, "AWS::CloudWatch::Alarm")
    }
    assert "NoCapacityInvocationFailures" not in measured
    assert only(varied["Copies"], "AWS::SageMaker::InferenceComponent")["Properties"]["RuntimeConfig"] == {
        "CopyCount": 1
    }


def test_many_models_need_no_name_of_the_committed_ones(varied: dict[str, Template]) -> None:
    """The register's entry holds whatever the endpoint of many models is called."""
    container = only(varied["Shared"], "AWS::SageMaker::Model")["Properties"]["PrimaryContainer"]
    assert container["Mode"] == "MultiModel"


def test_on_aws_a_wake_alarm_looks_at_a_minute(varied: dict[str, Template]) -> None:
    (wake,) = (
        alarm["Properties"]
        for _, alarm in each({"": varied["Nightly"]}, "AWS::CloudWatch::Alarm")
        if alarm["Properties"].get("MetricName") == "NoCapacityInvocationFailures"
    )
    assert wake["Period"] == 60
