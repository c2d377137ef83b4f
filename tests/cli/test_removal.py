"""`destroy --with-data` finds everything that would keep CloudFormation from deleting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cli import removal
from cli.target import Target


class Pages:
    """A paginator that gives one page."""

    def __init__(self, page: dict[str, Any]) -> None:
        self.page = page

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        yield self.page


class Account:
    """The AWS calls of a removal, and what was deleted, in order."""

    def __init__(self) -> None:
        self.deleted: list[str] = []
        buckets = [("LogsA1", "logs"), ("RawB2", "raw"), ("ArtifactsC3", "artifacts")]
        self.pages: dict[str, dict[str, Any]] = {
            "list_stack_resources": {
                "StackResourceSummaries": [
                    {
                        "ResourceType": "AWS::S3::Bucket",
                        "ResourceStatus": "CREATE_COMPLETE",
                        "LogicalResourceId": logical,
                        "PhysicalResourceId": physical,
                    }
                    for logical, physical in buckets
                ]
            },
            "list_object_versions": {"Versions": [{"Key": "k", "VersionId": "1"}], "DeleteMarkers": []},
            "list_model_package_groups": {
                "ModelPackageGroupSummaryList": [
                    {"ModelPackageGroupName": name}
                    for name in ("dev-breast-cancer", "dev-diabetes", "my-dev-x")
                ]
            },
            "list_model_packages": {"ModelPackageSummaryList": [{"ModelPackageArn": "arn:package"}]},
        }

    def get_paginator(self, name: str) -> Pages:
        return Pages(self.pages[name])

    def delete_objects(self, *, Bucket: str, Delete: Any) -> None:  # noqa: N803 - the API's own names
        self.deleted.append(Bucket)

    def delete_model_package(self, *, ModelPackageName: str) -> None:  # noqa: N803
        self.deleted.append(ModelPackageName)

    def delete_model_package_group(self, *, ModelPackageGroupName: str) -> None:  # noqa: N803
        self.deleted.append(ModelPackageGroupName)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    found = Account()
    monkeypatch.setattr(Target, "client", lambda self, service: found)
    return found


DEV = Target(environment="dev", region="us-east-1")


def test_every_bucket_is_emptied_and_the_access_logs_last(account: Account) -> None:
    removal.empty_buckets(target=DEV)
    assert account.deleted == ["raw", "artifacts", "logs"]


def test_groups_made_outside_the_stacks_go_too_and_other_peoples_stay(account: Account) -> None:
    removal.empty_registry(target=DEV)
    assert account.deleted == ["arn:package", "arn:package", "dev-diabetes"]
