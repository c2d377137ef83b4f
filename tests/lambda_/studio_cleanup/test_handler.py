"""CloudFormation is answered once in every case, however long it takes and whatever AWS refuses."""

import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from studio_cleanup import core, handler
from tests.lambda_.custom_resources.cloudformation import asked, context, heard

DOMAIN = "d-abc"
PROPERTIES = {
    "DomainId": DOMAIN,
    "DomainArn": "arn:domain",
    "Profiles": ["an"],
    "RemoveFileSystem": "true",
}
OF_BINH = {"DomainId": DOMAIN, "Owner": "binh"}


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "DeleteApp")


class Aws:
    """SageMaker, EFS and Lambda with one running app, which `error` may keep."""

    def __init__(self, error: ClientError | None = None, *, stays: bool = False) -> None:
        self.error, self.stays = error, stays
        self.apps = [
            {"UserProfileName": "an", "AppType": "Canvas", "AppName": "default", "Status": "InService"}
        ]
        self.invoked: list[dict[str, Any]] = []
        self.deleted: list[str] = []

    def client(self, name: str) -> Any:
        del name
        return self

    def list_apps(self, **_: str) -> dict[str, Any]:
        return {"Apps": self.apps}

    def list_spaces(self, **_: str) -> dict[str, Any]:
        return {"Spaces": []}

    def list_user_profiles(self, **request: str) -> dict[str, Any]:
        """Two pages: the stack's own, then a stranger unless it is deleted."""
        if "NextToken" not in request:
            return {"UserProfiles": [{"UserProfileName": "an", "Status": "InService"}], "NextToken": "2"}
        strangers = (
            [] if "stranger" in self.deleted else [{"UserProfileName": "stranger", "Status": "InService"}]
        )
        return {"UserProfiles": strangers}

    def describe_file_systems(self, **_: str) -> dict[str, Any]:
        return {"FileSystems": []}

    def delete_app(self, **_: str) -> None:
        if self.error:
            raise self.error
        self.apps[0]["Status"] = "Deleting" if self.stays else "Deleted"

    def delete_user_profile(self, **request: str) -> None:
        self.deleted.append(request["UserProfileName"])

    def invoke(self, **request: Any) -> None:
        self.invoked.append(request)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    yield


def run(monkeypatch: pytest.MonkeyPatch, aws: Aws, *, milliseconds: int = 900_000, **more: Any) -> list[Any]:
    monkeypatch.setattr(boto3, "client", aws.client)
    with heard() as (url, answers):
        event = asked(url, "Delete", **PROPERTIES) | {"PhysicalResourceId": f"studio-cleanup-{DOMAIN}"} | more
        handler.handle(event, context(milliseconds=milliseconds))
    return answers


def test_what_is_not_the_stacks_goes_and_what_is_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Aws()
    (answer,) = run(monkeypatch, aws)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", f"studio-cleanup-{DOMAIN}")
    assert aws.deleted == ["stranger"]


def test_a_denied_deletion_is_answered_with_name_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,) = run(monkeypatch, Aws(refusal("AccessDeniedException")))
    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith("Not deleted in d-abc: app an/Canvas/default. Delete them by hand")
    assert answer["Reason"].endswith("app an/Canvas/default: AccessDeniedException: no")


def test_what_is_gone_meanwhile_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Aws(refusal("ResourceNotFound"))
    looks = iter([aws.apps, []])
    monkeypatch.setattr(aws, "list_apps", lambda **_: {"Apps": next(looks)})
    (answer,) = run(monkeypatch, aws)
    assert answer["Status"] == "SUCCESS"


def test_out_of_time_it_hands_the_request_on_and_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    aws, before = Aws(stays=True), time.time()
    assert run(monkeypatch, aws, milliseconds=31_000) == []
    (call,) = aws.invoked
    assert (call["FunctionName"], call["InvocationType"]) == (context().invoked_function_arn, "Event")
    handed_on = json.loads(call["Payload"])
    assert handed_on["RequestType"] == "Delete"
    assert before + 3300 <= handed_on[handler.DEADLINE] <= time.time() + 3300


def test_the_deadline_is_the_first_rounds_and_at_its_end_the_rest_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = Aws(stays=True)
    (answer,) = run(monkeypatch, aws, **{handler.DEADLINE: time.time() + 1})
    assert answer["Status"] == "FAILED"
    assert "app an/Canvas/default: not gone in time, last seen InService" in answer["Reason"]
    assert aws.invoked == []


def test_rounds_end_before_lambda_takes_them_for_a_loop() -> None:
    """Lambda stops a chain of 16 invocations (Lambda guide, recursive loop detection)."""
    assert handler.PATIENCE_SECONDS / (900 - handler.RESERVE_SECONDS - core.POLL_SECONDS) < 15
    assert handler.PATIENCE_SECONDS + 60 < 3600


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_creating_and_updating_delete_nothing(monkeypatch: pytest.MonkeyPatch, request_type: str) -> None:
    aws = Aws()
    monkeypatch.setattr(boto3, "client", aws.client)
    with heard() as (url, answers):
        handler.handle(asked(url, request_type, **PROPERTIES), context())
    assert [answer["Status"] for answer in answers] == ["SUCCESS"]
    assert answers[0]["PhysicalResourceId"] == f"studio-cleanup-{DOMAIN}"
    assert aws.apps[0]["Status"] == "InService"


def test_wrong_properties_are_answered_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "client", Aws().client)
    with heard() as (url, answers):
        handler.handle(asked(url, "Delete", **PROPERTIES | {"DomainId": "nothing"}), context())
    assert answers[0]["Status"] == "FAILED"
    assert "DomainId" in answers[0]["Reason"]


class Shared(Aws):
    """A domain of two users: each has Canvas, and a space with an app."""

    def __init__(self) -> None:
        super().__init__()
        more = {"AppName": "default", "Status": "InService"}
        self.apps = [{"UserProfileName": user, "AppType": "Canvas"} | more for user in ("an", "binh")]
        self.apps += [{"SpaceName": f"{user}-lab", "AppType": "JupyterLab"} | more for user in ("an", "binh")]
        self.spaces = ["an-lab", "binh-lab"]

    def list_spaces(self, **_: str) -> dict[str, Any]:
        owned = [(name, {"OwnerUserProfileName": name.removesuffix("-lab")}) for name in self.spaces]
        spaces = [
            {"SpaceName": name, "Status": "InService", "OwnershipSettingsSummary": o} for name, o in owned
        ]
        shared = {"SpaceName": "nobodys", "Status": "InService", "OwnershipSettingsSummary": {}}
        return {"Spaces": [*spaces, shared]}

    def delete_app(self, **request: str) -> None:
        named = request.items() - {("DomainId", DOMAIN)}
        (app,) = (app for app in self.apps if app.items() >= named)
        app["Status"] = "Deleted"

    def delete_space(self, **request: str) -> None:
        self.spaces.remove(request["SpaceName"])


def test_of_one_user_only_what_the_user_owns_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Shared()
    monkeypatch.setattr(boto3, "client", aws.client)
    with heard() as (url, answers):
        handler.handle(asked(url, "Delete", **OF_BINH), context())
    assert [(a["Status"], a["PhysicalResourceId"]) for a in answers] == [
        ("SUCCESS", f"studio-cleanup-{DOMAIN}-binh")
    ]
    left = [app for app in aws.apps if app["Status"] != "Deleted"]
    assert [app.get("UserProfileName") or app["SpaceName"] for app in left] == ["an", "an-lab"]
    assert (aws.spaces, aws.deleted) == (["an-lab"], []), "the profile is CloudFormation's"


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_a_rolled_back_update_deletes_nothing_of_a_user(
    monkeypatch: pytest.MonkeyPatch, request_type: str
) -> None:
    aws = Shared()
    monkeypatch.setattr(boto3, "client", aws.client)
    with heard() as (url, answers):
        handler.handle(asked(url, request_type, **OF_BINH), context())
    assert [answer["PhysicalResourceId"] for answer in answers] == [f"studio-cleanup-{DOMAIN}-binh"]
    assert {app["Status"] for app in aws.apps} == {"InService"}
    assert len(aws.spaces) == 2


def test_what_stays_of_a_user_is_told_with_the_users_name(monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Aws(refusal("AccessDeniedException"))
    monkeypatch.setattr(boto3, "client", aws.client)
    with heard() as (url, answers):
        handler.handle(asked(url, "Delete", **OF_BINH | {"Owner": "an"}), context())
    assert answers[0]["Status"] == "FAILED"
    assert answers[0]["Reason"].startswith(f"Not deleted in {DOMAIN} of an: app an/Canvas/default. ")
    assert "the user's profile: it costs money" in answers[0]["Reason"]
