"""Settings of Studio and Canvas that cannot work are refused with their path and the way out."""

from typing import Any

import pytest

import config
from config import studio_rules
from config.catalog import canvas_regions, regions
from tests.config.changed import broken


@pytest.mark.parametrize(
    ("environment", "changes", "line"),
    [
        ("dev", {"studio__network": "vpc-only"}, "studio.network: vpc-only needs a [network]"),
        ("workbench", {"studio": None}, "canvas: is an app of a Studio domain; add [studio]"),
        (
            "prod",
            {"canvas": {"idle_minutes": 60}},
            "canvas: calls services that [network] has no VPC endpoints",
        ),
        ("dev", {"studio__instance_type": "ml.m99.large"}, "studio.instance_type: us-east-1 does not sell"),
        (
            "dev",
            {"studio__instance_types": ("ml.inf2.xlarge",)},
            "studio.instance_types: us-east-1 does not sell",
        ),
        ("workbench", {"canvas__deploy_types": ("ml.m6g.large",)}, "canvas.deploy_types: ml.m6g is arm64"),
        (
            "dev",
            {"studio__idle_minutes": 59},
            "studio.idle_minutes: Input should be greater than or equal to 60",
        ),
        ("dev", {"studio__users": ("an", "an")}, "studio: users: names one twice"),
        ("dev", {"studio__users": ("An Nguyen",)}, "studio.users"),
        ("dev", {"studio__storage_gb": 4}, "studio.storage_gb"),
    ],
)
def test_what_cannot_work_is_refused(environment: str, changes: dict[str, Any], line: str) -> None:
    assert [found for found in broken(environment, **changes) if line in found], broken(
        environment, **changes
    )


def test_an_endpoints_types_matter_only_where_one_may_be_made() -> None:
    assert broken("workbench", canvas__deploy_types=("ml.m6g.large",), canvas__direct_deploy=False) == []


def test_both_regions_have_all_of_it() -> None:
    assert {"us-east-1", "ap-southeast-1"} <= canvas_regions()
    assert canvas_regions() <= set(regions())
    assert broken("workbench", region="ap-southeast-1") == []


def test_a_region_without_canvas_is_refused_by_name_and_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio_rules, "canvas_regions", lambda: frozenset({"us-east-1"}))
    (line,) = broken("workbench", region="ap-southeast-1")
    assert line.startswith("canvas: config/catalogs/canvas.toml knows no Canvas in ap-southeast-1; remove")
    assert "its brake are then left out, and Studio stays" in line


def test_the_default_type_is_allowed_and_first() -> None:
    studio = config.load("workbench").studio
    assert studio
    assert studio.allowed_types == ("ml.t3.medium", "ml.m5.large")
