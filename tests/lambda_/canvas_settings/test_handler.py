"""CloudFormation is answered in every case, and deleting changes nothing."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from canvas_settings import handler
from tests.lambda_.custom_resources.cloudformation import asked, context, heard

PROPERTIES = {
    "DomainId": "d-abc",
    "UserProfileName": "an",
    "CanvasAppSettings": {"KendraSettings": {"Status": "DISABLED"}},
    "ProfileSettings": {"ExecutionRole": "role"},
}


class SageMaker:
    def __init__(self, error: ClientError | None = None) -> None:
        self.error, self.updates = error, list[dict[str, Any]]()

    def describe_user_profile(self, **_: str) -> dict[str, Any]:
        if self.error:
            raise self.error
        return {"Status": "InService", "UserSettings": {"ExecutionRole": "role"}}

    def update_user_profile(self, **request: Any) -> None:
        self.updates.append(request)


def answered(monkeypatch: pytest.MonkeyPatch, sagemaker: SageMaker, request_type: str) -> dict[str, Any]:
    monkeypatch.setattr(boto3, "client", lambda _: sagemaker)
    with heard() as (url, answers):
        handler.handle(asked(url, request_type, **PROPERTIES), context())
    (answer,) = answers
    return answer


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_the_settings_are_put_and_named_by_domain_and_user(
    monkeypatch: pytest.MonkeyPatch, request_type: str
) -> None:
    sagemaker = SageMaker()
    answer = answered(monkeypatch, sagemaker, request_type)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "canvas-settings-d-abc-an")
    (update,) = sagemaker.updates
    settings = {"ExecutionRole": "role", "CanvasAppSettings": PROPERTIES["CanvasAppSettings"]}
    assert update == {"DomainId": "d-abc", "UserProfileName": "an", "UserSettings": settings}


def test_a_refusal_of_aws_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "DescribeUserProfile")
    answer = answered(monkeypatch, SageMaker(error), "Create")
    assert answer["Status"] == "FAILED"
    assert "AccessDeniedException" in answer["Reason"]


def test_deleting_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sagemaker = SageMaker()
    assert answered(monkeypatch, sagemaker, "Delete")["Status"] == "SUCCESS"
    assert sagemaker.updates == []
