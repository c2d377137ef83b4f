"""Drift is measured where something is captured; anywhere else the section is refused with the reason."""

from typing import Any

import pytest

import config
from tests.config.changed import broken

DRIFT = {"schedule": "rate(1 day)"}


@pytest.mark.parametrize(
    ("environment", "changes", "said"),
    [
        ("dev", {"drift": DRIFT}, "hosted as serverless, of which SageMaker captures no data"),
        ("prod", {"serving__data_capture_percentage": None}, "not captured; set data_capture_percentage"),
        ("prod", {"drift__instance_type": "ml.inf2.xlarge"}, "drift.instance_type:"),
        ("prod", {"drift__instance_type": "ml.m6g.large"}, "arm64"),
        ("prod", {"drift__retraining_data": "feedback/x/"}, "drift.retraining_data: nothing reads it"),
        (
            "prod",
            {"drift__retraining": True, "drift__retraining_data": "batch/x/"},
            "drift.retraining_data: batch/",
        ),
        ("prod", {"drift__window_hours": 200}, "drift.window_hours"),
        ("prod", {"drift__schedule": "daily"}, "drift.schedule"),
        ("prod", {"drift__drifted_share": 0}, "drift.drifted_share"),
        ("prod", {"drift__minimum_rows": 5}, "drift.minimum_rows"),
        ("prod", {"drift__retraining_data": "/absolute/"}, "drift.retraining_data"),
        ("prod", {"image": "prebuilt", "serving__network_isolation": False}, "drift: its job has no network"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_the_reason(
    environment: str, changes: dict[str, Any], said: str
) -> None:
    assert any(said in problem for problem in broken(environment, **changes)), broken(environment, **changes)


@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-1"])
def test_committed_sections_hold_in_both_regions(region: str) -> None:
    for name in ("prod", "workbench"):
        assert [problem for problem in broken(name, region=region) if "drift" in problem] == []


def test_retraining_reads_the_models_own_folder_unless_told_otherwise() -> None:
    prod, workbench = config.load("prod").drift, config.load("workbench").drift
    assert prod is not None
    assert workbench is not None
    assert prod.data_prefix("breast-cancer") == "datasets/breast-cancer/"
    assert workbench.data_prefix("breast-cancer") == "feedback/breast-cancer/"


def test_production_asks_a_person_before_it_trains() -> None:
    prod = config.load("prod").drift
    assert prod is not None
    assert not prod.retraining
