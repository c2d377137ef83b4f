"""Hosting that no committed environment asks for synthesizes too, without a finding outside the register."""

import json
from typing import Any

import pytest

import config
from config import Environment
from stacks import build_app
from tests.stacks.reading import Template, each, only, template_texts

NIGHT = {
    "time_zone": "Asia/Ho_Chi_Minh",
    "down": "cron(0 20 ? * MON-FRI *)",
    "up": "cron(0 7 ? * MON-FRI *)",
}
SCALING = {"min_instances": 2, "max_instances": 4, "concurrency_per_instance": 4}


def variation(name: str, *, base: str, model: str = "", **serving: Any) -> Environment:
    """Return an environment whose models are hosted as `model` of `modes` is, but for a few settings."""
    own = (
        config.load("modes").serving_of(model).model_dump()
        if model
        else config.load(base).serving.model_dump()
    )
    own["deployment"] |= {"evaluation_seconds": 60, "bake_seconds": 300, **serving.pop("deployment", {})}
    values = config.load(base).model_dump() | {"name": name, "serving": own | serving}
    # Which modes a lifecycle or drift can be of is theirs to say: tests/config.
    return Environment.model_validate(values | {"lifecycle": None, "drift": None})


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    outdir = tmp_path_factory.mktemp("serving-matrix")
    variations = [
        variation("nightly", base="dev", model="component", schedule=NIGHT),
        variation("queued", base="prod", model="async", schedule=NIGHT),
        variation("copies", base="prod", model="component", min_copies=1),
        variation("office", base="prod", autoscaling=SCALING, schedule=NIGHT),
        variation("steps", base="prod", instance_count=4, deployment={"traffic": "linear", "percent": 25}),
        variation("shared", base="dev", model="learners", instance_count=2),
    ]
    build_app(configs=variations, outdir=str(outdir)).synth()
    texts = template_texts(outdir)
    return {
        name.partition("-Serving-")[0]: json.loads(text)
        for name, text in texts.items()
        if "-Serving-" in name
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
