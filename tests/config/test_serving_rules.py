"""One test a refused pair of hosting: what AWS would refuse in the middle of a deploy, or do unguarded."""

import re
from typing import Any

import pytest

import config
from config.serving import MODES
from tests.config.changed import broken

REALTIME = "models__realtime__serving__"
ASYNC = "models__async__serving__"
COMPONENT = "models__component__serving__"
LEARNERS = "models__learners__serving__"
NIGHT = {"time_zone": "UTC", "down": "cron(0 20 ? * MON-FRI *)", "up": "cron(0 7 ? * MON-FRI *)"}
NETWORK = {"cidr": "10.42.0.0/16", "availability_zones": 2}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        pytest.param(
            {"serving__provisioned_concurrency": 6},
            "serving.provisioned_concurrency",
            id="more-warm-than-most",
        ),
        pytest.param({"network": NETWORK}, "network", id="serverless-in-a-vpc"),
        pytest.param({f"{REALTIME}instance_type": "ml.m99.large"}, "instance_type", id="not-sold"),
        pytest.param({f"{REALTIME}instance_type": "ml.m7g.large"}, "instance_type", id="realtime-on-arm"),
        pytest.param({f"{ASYNC}instance_type": "ml.c6g.large"}, "instance_type", id="async-on-arm"),
        pytest.param({f"{COMPONENT}instance_type": "ml.c7g.large"}, "instance_type", id="component-on-arm"),
        pytest.param({f"{REALTIME}instance_type": "ml.inf1.xlarge"}, "instance_type", id="inf1-unguarded"),
        pytest.param({f"{REALTIME}instance_type": "ml.t2.medium"}, "autoscaling", id="burstable-scaled"),
        pytest.param({f"{ASYNC}instance_type": "ml.t2.medium"}, "instance_type", id="burstable-async"),
        pytest.param(
            {f"{COMPONENT}instance_type": "ml.t2.medium"}, "instance_type", id="burstable-component"
        ),
        pytest.param({f"{REALTIME}autoscaling__min_instances": 9}, "autoscaling.min_instances", id="min-max"),
        pytest.param({f"{REALTIME}instance_count": 7}, "instance_count", id="count-outside-scaling"),
        pytest.param({f"{ASYNC}min_instances": 9}, "min_instances", id="async-min-max"),
        pytest.param({f"{COMPONENT}min_instances": 9}, "min_instances", id="component-min-max"),
        pytest.param({f"{COMPONENT}min_copies": 9}, "min_copies", id="copies-min-max"),
        pytest.param({f"{COMPONENT}cpus": 3}, "cpus", id="copy-larger-than-an-instance"),
        pytest.param({f"{REALTIME}data_capture_percentage": None}, "shadow", id="shadow-without-capture"),
        pytest.param({f"{LEARNERS}shadow": {"sampling_percentage": 9}}, "shadow", id="shadow-of-many"),
        pytest.param(
            {f"{LEARNERS}data_capture_percentage": 9}, "data_capture_percentage", id="capture-of-many"
        ),
        pytest.param(
            {f"{LEARNERS}instance_type": "ml.g5.xlarge"}, "instance_type", id="many-on-accelerators"
        ),
        pytest.param(
            {f"{LEARNERS}deployment__business": {"label": "benign", "minimum": 0.1, "maximum": 0.9}},
            "deployment.business",
            id="band-of-many",
        ),
        pytest.param(
            {f"{ASYNC}deployment__business": {"label": "benign", "minimum": 0.1, "maximum": 0.9}},
            "deployment.business",
            id="band-of-a-queue",
        ),
        pytest.param({f"{LEARNERS}schedule": NIGHT}, "schedule", id="schedule-without-scaling"),
        pytest.param(
            {f"{COMPONENT}schedule": NIGHT, f"{COMPONENT}min_instances": 1},
            "schedule",
            id="instances-all-night",
        ),
        pytest.param({f"{ASYNC}schedule": NIGHT | {"up": NIGHT["down"]}}, "schedule.up", id="up-when-down"),
        pytest.param({f"{ASYNC}schedule": NIGHT | {"up": "7 a.m."}}, "schedule.up", id="no-cron"),
        pytest.param({f"{ASYNC}schedule": NIGHT | {"time_zone": "here"}}, "schedule.time_zone", id="no-zone"),
    ],
)
def test_an_impossible_pair_is_refused_with_its_path(changes: dict[str, Any], path: str) -> None:
    """In `modes`, the key is below the model's own table, whose path the message begins with."""
    (first,) = {key.split("__")[1] for key in changes if key.startswith("models__")} or {""}
    table = f"models.{first}.serving." if first else ""
    assert f"{table}{path}" in [line.partition(":")[0] for line in broken("modes", **changes)]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"image": "prebuilt"}, "serving.network_isolation"),
        ({"serving__instance_count": 1, "serving__autoscaling": None}, "serving.instance_count"),
        (
            {
                "models__breast-cancer__serving": {
                    "mode": "serverless",
                    "memory_mb": 2048,
                    "max_concurrency": 5,
                }
            },
            "network",
        ),
    ],
)
def test_hosting_that_does_not_fit_the_environment_is_refused(changes: dict[str, Any], path: str) -> None:
    assert path in [line.partition(":")[0] for line in broken("prod", **changes)]


ONLY_SOME_MODES = {
    "instance_type": "ml.m5.large",
    "network_isolation": True,
    "deployment": {},
    "schedule": NIGHT,
    "data_capture_percentage": 5,
    "multi_model": True,
    "shadow": {"sampling_percentage": 5},
    "autoscaling": {"min_instances": 1, "max_instances": 2, "concurrency_per_instance": 4},
    "instance_count": 2,
    "memory_mb": 2048,
    "max_concurrency": 5,
    "provisioned_concurrency": 1,
    "backlog_per_instance": 5,
    "invocations_at_once": 4,
    "max_instances": 2,
    "max_copies": 2,
    "cpus": 1,
    "container": "own",
    "inference_ami_version": "al2-ami-sagemaker-inference-gpu-2",
    "capacity_reservation": "arn:aws:sagemaker:us-west-2:111122223333:training-plan/ours",
    "startup_seconds": 600,
    "download_seconds": 600,
    "accelerator": "g6.xlarge",
    "accelerators": 1,
    "need": {"gpu_memory_gib": 24},
    "launch": "fargate",
    "max_tasks": 2,
    "concurrency_per_task": 2,
    "max_replicas": 2,
    "cpu_percent": 60,
}
PAIRS = [
    (mode, key)
    for mode, settings in MODES.items()
    for key in ONLY_SOME_MODES
    if key not in settings.model_fields
]
ON_CLUSTERS = {
    "ecs": {"compute": "ecs", "cpus": 1, "memory_mb": 2048, "max_tasks": 2, "concurrency_per_task": 4},
    "eks": {"compute": "eks", "cpus": 1, "memory_mb": 2048, "max_replicas": 2},
}


@pytest.mark.parametrize(("mode", "key"), PAIRS)
def test_a_setting_that_a_mode_has_not_is_refused_with_the_modes_that_have_it(mode: str, key: str) -> None:
    """Shadows of asynchronous endpoints, instances of serverless ones, schedules of mocks, and so on."""
    model = "mock" if mode in ON_CLUSTERS else mode
    (line,) = broken("modes", **{f"models__{model}__serving": hosted(mode) | {key: ONLY_SOME_MODES[key]}})
    path = f"models.{model}.serving.{key}: "
    if mode in ON_CLUSTERS and key == "instance_type":
        assert line.startswith(f'{path}EC2 has no ml. types; write accelerator = "g6.xlarge"')
        return
    switch = "compute" if mode in ON_CLUSTERS else "mode"
    assert line.startswith(f"{path}{switch} {mode} has none; remove it, or set ")
    named = set(re.findall(r"\w+", line.partition(", or set ")[2])) & set(MODES)
    assert named == {other for other, settings in MODES.items() if key in settings.model_fields}


def hosted(mode: str) -> dict[str, Any]:
    """How `modes` hosts in a mode."""
    if mode in ON_CLUSTERS:
        return dict(ON_CLUSTERS[mode])
    return config.load("modes").serving_of(mode).model_dump(exclude_none=True)


def test_every_setting_that_not_all_modes_have_is_tried() -> None:
    settings = [set(mode.model_fields) - {"mode"} for mode in MODES.values()]
    tried = set(ONLY_SOME_MODES) | {"min_instances", "min_copies", "concurrency_per_copy"}
    tried |= {"min_tasks", "min_replicas"}
    cooldowns = {"scale_in_cooldown_seconds", "scale_out_cooldown_seconds"}
    assert set.union(*settings) - set.intersection(*settings) == tried | cooldowns


def test_a_model_may_be_called_like_a_mode() -> None:
    (line,) = broken(
        "modes", models__serverless__serving={"mode": "serverless", "memory_mb": 1, "max_concurrency": 5}
    )
    assert line.startswith("models.serverless.serving.memory_mb: ")


def test_a_missing_key_of_a_mode_says_where_to_see_it() -> None:
    lines = broken(
        "dev", serving={"mode": "async", "instance_type": "ml.m5.large", "backlog_per_instance": 5}
    )
    advice = "is missing; copy the line from the async model in config/environments/modes.toml"
    assert lines == [f"serving.max_instances: {advice}"]


def test_a_model_of_its_own_mode_leaves_the_others_as_they_are() -> None:
    modes = config.load("modes")
    assert {name: modes.serving_of(name).mode for name in modes.models} == {
        "serverless": "serverless",
        "realtime": "realtime",
        "async": "async",
        "component": "component",
        "mock": "mock",
        "learners": "realtime",
        "reviews": "realtime",
    }


@pytest.mark.parametrize(("count", "percent", "refused"), [(2, 50, False), (2, 49, True), (10, 10, False)])
def test_a_step_of_less_than_an_instance_is_refused_in_aws(count: int, percent: int, refused: bool) -> None:
    problems = broken(
        "prod",
        serving__instance_count=count,
        serving__autoscaling__max_instances=10,
        serving__deployment__percent=percent,
    )
    assert [line.partition(":")[0] for line in problems] == ["serving.deployment.percent"] * refused
