"""Pairs that AWS would refuse in the middle of a deploy are refused before it, with the path of the key."""

from typing import Any

import pytest

import config
from http_api.retries import MARGIN_SECONDS
from served_models.endpoint import ATTEMPT_SECONDS
from tests.config.changed import broken


def test_unchanged_settings_are_accepted() -> None:
    assert [broken(name) for name in config.names()] == [[] for _ in config.names()]


@pytest.mark.parametrize(
    ("environment", "changes", "path"),
    [
        ("dev", {"region": "eu-south-9"}, "region"),
        ("dev", {"training__model": "diabetes"}, "training.model"),
        ("dev", {"training__instance_type": "ml.m99.large"}, "training.instance_type"),
        (
            "dev",
            {"training__processing_instance_type": "ml.inf2.xlarge"},
            "training.processing_instance_type",
        ),
        ("dev", {"api__throttle": {"rate_per_second": 50, "burst": 5}}, "api.throttle.burst"),
        ("dev", {"network": {"cidr": "10.0.0.0/16", "availability_zones": 2}}, "network"),
        ("dev", {"models__breast-cancer__starter": "model_code"}, "models.breast-cancer.starter"),
        ("dev", {"batch__instance_type": "ml.t3.medium"}, "batch.instance_type"),
        ("dev", {"batch__instance_type": "ml.m6g.large"}, "batch.instance_type"),
        ("prod", {"image": "prebuilt", "serving__network_isolation": False}, "network"),
        ("prod", {"network__cidr": "10.42.0.0/22"}, "network.cidr"),
        ("prod", {"network__cidr": "10.0.0.0/8"}, "network.cidr"),
    ],
)
def test_an_impossible_pair_is_refused_with_its_path(
    environment: str, changes: dict[str, Any], path: str
) -> None:
    assert path in [line.partition(":")[0] for line in broken(environment, **changes)]


@pytest.mark.parametrize(("zones", "longest"), [(2, 21), (3, 20)])
def test_the_smallest_network_has_a_subnet_in_every_zone(zones: int, longest: int) -> None:
    several = {"serving__instance_count": 3, "network__availability_zones": zones}
    assert broken("prod", **several, network__cidr=f"10.42.0.0/{longest}") == []
    (line,) = broken("prod", **several, network__cidr=f"10.42.0.0/{longest + 1}")
    assert line.startswith(f"network.cidr: 10.42.0.0/{longest + 1} must be /16 to /{longest}")


def test_a_network_of_version_six_is_refused() -> None:
    assert broken("prod", network__cidr="fd00::/56") == ["network.cidr: Input is not a valid IPv4 network"]


def test_the_proxy_has_time_for_one_attempt_and_for_what_comes_before_it() -> None:
    assert broken("dev", api__proxy_timeout_seconds=24) == []
    (line,) = broken("dev", api__proxy_timeout_seconds=23)
    assert line == "api.proxy_timeout_seconds: Input should be greater than or equal to 24"
    assert ATTEMPT_SECONDS + MARGIN_SECONDS + 3 < 24


def test_a_type_the_region_does_not_sell_is_refused_with_one_that_it_does() -> None:
    """ml.g6 is sold in us-east-1 and not in ap-southeast-1; cfn-lint lets it pass."""
    assert broken("prod", serving__instance_type="ml.g6.xlarge") == []
    (line,) = broken("prod", serving__instance_type="ml.g6.xlarge", region="ap-southeast-1")
    assert line.startswith(
        "serving.instance_type: ap-southeast-1 does not sell ml.g6.xlarge for endpoint use"
    )


def test_aws_own_container_is_refused_where_aws_publishes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.rules.prebuilt_image_account", lambda region: None)
    assert broken("dev", image="prebuilt")[0].startswith("image: AWS publishes no scikit-learn container")


def test_every_problem_is_told_at_once() -> None:
    assert len(broken("prod", serving__instance_type="ml.t2.medium", training__model="none")) == 2


@pytest.mark.parametrize(
    ("instance_type", "local"),
    [("ml.m5.large", False), ("ml.m5d.large", True), ("ml.g5.xlarge", True), ("ml.c7g.large", False)],
)
def test_types_with_disks_of_their_own_are_known(instance_type: str, local: bool) -> None:
    serving = config.RealTime(mode="realtime", instance_type=instance_type, instance_count=1)
    assert serving.local_storage is local
