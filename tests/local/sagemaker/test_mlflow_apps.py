"""MLflow Apps are recorded: described and listed as on AWS, with nothing behind them, which is said."""

from typing import Any

import pytest

from local.cloudformation import mlflow
from local.cloudformation.provision import provision_of
from local.sagemaker import mlflow_apps, operations  # noqa: F401 - registers the operations under test
from local.sagemaker.errors import ServiceError
from tests.local.sagemaker.laboratory import Laboratory

ROLE = "arn:aws:iam::000000000000:role/tracking"
PROPERTIES = {"Name": "w-tracking", "ArtifactStoreUri": "s3://bucket/mlflow", "RoleArn": ROLE}


def create(name: str = "w-tracking", **members: Any) -> str:
    return str(operations.call("CreateMlflowApp", {**PROPERTIES, "Name": name, **members})["Arn"])


def test_an_app_is_described_by_an_arn_that_has_an_id_and_not_its_name(laboratory: Laboratory) -> None:
    arn = create()
    assert arn.partition(":mlflow-app/app-")[2].isalnum()
    app = operations.call("DescribeMlflowApp", {"Arn": arn})
    assert (app["Name"], app["Status"]) == ("w-tracking", "Created")
    assert app["ModelRegistrationMode"] == "AutoModelRegistrationDisabled"
    assert "MlflowVersion" not in app, "no MLflow runs"


def test_an_app_is_changed_listed_and_forgotten(laboratory: Laboratory) -> None:
    first, second = create("first"), create("second")
    operations.call("UpdateMlflowApp", {"Arn": first, "WeeklyMaintenanceWindowStart": "Mon:04:00"})
    assert operations.call("DescribeMlflowApp", {"Arn": first})["WeeklyMaintenanceWindowStart"] == "Mon:04:00"
    by_name = operations.call("ListMlflowApps", {"SortBy": "Name", "SortOrder": "Ascending"})["Summaries"]
    assert [app["Name"] for app in by_name] == ["first", "second"]
    updated = operations.call("ListMlflowApps", {"Status": "Updated"})["Summaries"]
    assert [app["Arn"] for app in updated] == [first]
    assert operations.call("ListMlflowApps", {"CreatedAfter": "2099-01-01T00:00:00Z"})["Summaries"] == []
    assert len(operations.call("ListMlflowApps", {"CreatedBefore": "2099-01-01T00:00:00Z"})["Summaries"]) == 2
    operations.call("DeleteMlflowApp", {"Arn": second})
    with pytest.raises(ServiceError, match="Could not find"):
        operations.call("DescribeMlflowApp", {"Arn": second})


def test_an_app_can_be_tagged(laboratory: Laboratory) -> None:
    arn = create(Tags=[{"Key": "a", "Value": "b"}])
    assert operations.call("ListTags", {"ResourceArn": arn})["Tags"] == [{"Key": "a", "Value": "b"}]


def test_the_arn_of_something_else_is_refused(laboratory: Laboratory) -> None:
    with pytest.raises(ServiceError, match="Could not find"):
        operations.call(
            "DescribeMlflowApp", {"Arn": "arn:aws:sagemaker:us-east-1:000000000000:mlflow-app/app-NONE"}
        )


def test_the_template_makes_changes_and_removes_it(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    properties = {**PROPERTIES, "WeeklyMaintenanceWindowStart": "Sun:03:00"}
    arn, attributes = mlflow._create("App", properties, "stack")
    assert attributes == {"Arn": arn, "MlflowAppId": arn.rpartition("/")[2], "Status": "Created"}
    new = {**properties, "WeeklyMaintenanceWindowStart": "Mon:03:00", "Tags": [{"Key": "k", "Value": "v"}]}
    assert mlflow._update(arn, properties, new, "stack")[0] == arn
    app = operations.call("DescribeMlflowApp", {"Arn": arn})
    assert (app["WeeklyMaintenanceWindowStart"], app["Name"]) == ("Mon:03:00", "w-tracking")
    assert operations.call("ListTags", {"ResourceArn": arn})["Tags"] == [{"Key": "k", "Value": "v"}]
    mlflow._delete(arn, new)
    mlflow._delete(arn, new)
    assert operations.call("ListMlflowApps", {})["Summaries"] == []


def test_a_property_that_the_api_does_not_have_is_refused(laboratory: Laboratory) -> None:
    with pytest.raises(ValueError, match="has no property Bogus"):
        mlflow._create("App", {**PROPERTIES, "Bogus": 1}, "stack")


def test_coverage_says_that_it_is_recorded_and_where_runs_go() -> None:
    mlflow.install()
    provision = provision_of("AWS::SageMaker::MlflowApp")
    assert provision.state == "recorded"
    assert "file store in the artifacts bucket" in provision.note
