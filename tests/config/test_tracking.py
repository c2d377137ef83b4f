"""`[tracking]`: what it takes, and which region it is refused in, with what is left out."""

import pytest

import config
from config import catalog
from config.catalogs import refresh_tracking
from config.tracking import Tracking
from tests.config.changed import broken


def test_the_catalog_is_what_the_script_writes() -> None:
    written = refresh_tracking.TARGET.read_text(encoding="utf-8")
    assert written == refresh_tracking.render(), "run config/catalogs/refresh_tracking.py, review"


@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-1"])
def test_an_app_can_be_declared_in_both_home_regions(region: str) -> None:
    assert catalog.has_mlflow_app(region)
    assert broken("prod", region=region, tracking=Tracking(app=True)) == []


def test_a_region_without_the_type_is_refused_by_name_with_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every region of the catalog has the type today; one that had it not would be told like this."""
    monkeypatch.setattr(catalog, "_mlflow_regions", lambda: frozenset({"us-east-1"}))
    assert not catalog.has_mlflow_app("ap-southeast-1")
    (line,) = broken("dev", region="ap-southeast-1", tracking=Tracking(app=True))
    assert "tracking.app: ap-southeast-1 has no AWS::SageMaker::MlflowApp; set app to false" in line
    assert "runs go to the file store below mlruns/" in line
    assert broken("dev", region="ap-southeast-1", tracking=Tracking(app=False)) == []


@pytest.mark.parametrize("window", ["Sunday:03:00", "Sun:24:00", "Sun:3:00", "Sun:03:60", ""])
def test_a_maintenance_window_that_aws_would_refuse_is_refused(window: str) -> None:
    problems = broken("dev", tracking={"app": True, "maintenance_window": window})
    assert [problem.partition(":")[0] for problem in problems] == ["tracking.maintenance_window"]


def test_the_newcomers_environment_has_none() -> None:
    assert config.load("local").tracking is None
    assert [name for name in config.names() if config.load(name).tracking] == ["dev", "prod", "workbench"]


def test_jobs_log_to_an_app_in_aws_only() -> None:
    logs = {name: config.load(name).logs_to_app for name in config.names()}
    assert [name for name, to_app in logs.items() if to_app] == ["prod"]
