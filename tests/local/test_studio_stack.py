"""The Studio stack deployed, its functions run for real: settings that stay, a brake, a clean end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from botocore.exceptions import ClientError

import config
from local.sagemaker.studio_domains import MANAGED_BY
from local.settings import REPOSITORY
from stacks.constructs import PlatformKey
from stacks.constructs.alarm_topic import AlarmTopic
from stacks.data import DataStack
from stacks.studio import StudioStack
from tests.local.assembly import ASSETS, deploy_assembly
from tests.local.conftest import Client, client_of
from tests.local.deployment import deploy, outputs, settled
from tests.local.scripted_emulator import scripted
from tests.local.waiting import until

STACK = "Bench-Studio"


@dataclass(frozen=True)
class Studio:
    """The deployed stack; `fault` is the file that stops one app from being deleted."""

    client: Client
    fault: Path
    template: dict[str, Any]

    @property
    def sagemaker(self) -> Any:
        return self.client("sagemaker")

    @property
    def domain(self) -> str:
        return outputs(self.client("cloudformation"), STACK)["DomainId"]

    def settings(self, user: str) -> dict[str, Any]:
        found = self.sagemaker.describe_user_profile(DomainId=self.domain, UserProfileName=user)
        settings: dict[str, Any] = found["UserSettings"]
        return settings

    def update(self, template: dict[str, Any]) -> str:
        """Change the stack by a template in S3: three users make it too long for a request."""
        self.client("s3").put_object(Bucket=ASSETS, Key="changed.json", Body=json.dumps(template).encode())
        address = f"https://s3.us-east-1.amazonaws.com/{ASSETS}/changed.json"
        return deploy(self.client("cloudformation"), STACK, address, update=True)

    def delete(self) -> tuple[str, dict[str, str]]:
        cloudformation = self.client("cloudformation")
        stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackId"]
        before = deletions(cloudformation, stack)
        cloudformation.delete_stack(StackName=STACK)
        # Until it has begun, the stack may still be DELETE_FAILED, from the attempt before.
        until(lambda: deletions(cloudformation, stack) > before, "the begin of the deletion")
        return settled(cloudformation, stack), every_failure(cloudformation, stack)


USERS = ("an", "binh", "chi")


def assembled(folder: Path, *, users: tuple[str, ...] = USERS) -> Path:
    """Synthesize the stack with what it needs of others, and nothing else of the workbench."""
    settings = config.load("workbench")
    context = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    app = cdk.App(analytics_reporting=False, outdir=str(folder), context=context)
    stage = cdk.Stage(app, "Bench", env=cdk.Environment(region=settings.region))
    data = DataStack(stage, "Data", config=settings)
    beside = cdk.Stack(stage, "Topic")
    topic = AlarmTopic(beside, "Alarms", key=PlatformKey(beside, "Key", retention=settings.retention))
    assert settings.studio
    StudioStack(
        stage,
        "Studio",
        config=settings,
        studio=settings.studio.model_copy(update={"users": users}),
        data=data,
        network=None,
        alarm_topic=topic,
    )
    app.synth()
    return folder / "assembly-Bench"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    state = tmp_path_factory.mktemp("studio")
    folder = assembled(tmp_path_factory.mktemp("assembly"))
    fault = state / "fault"
    with scripted(state, "studio_emulator.py", fault) as settings:
        client = client_of(settings)
        assert deploy_assembly(folder, client) == {}, (state / "log").read_text()[-2000:]
        yield Studio(client=client, fault=fault, template=template_of(folder))


def template_of(folder: Path) -> dict[str, Any]:
    (file,) = folder.glob("*Studio*.template.json")
    template: dict[str, Any] = json.loads(file.read_text())
    return template


def events(cloudformation: Any, stack: str) -> list[dict[str, Any]]:
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack)
    return [event for page in pages for event in page["StackEvents"]]


def deletions(cloudformation: Any, stack: str) -> int:
    """How often the deletion of the stack itself was begun."""
    begun = [event for event in events(cloudformation, stack) if event["LogicalResourceId"] == STACK]
    return sum(event["ResourceStatus"] == "DELETE_IN_PROGRESS" for event in begun)


def every_failure(cloudformation: Any, stack: str) -> dict[str, str]:
    """Return the reason of each resource that failed, of all pages of events."""
    return {
        event["LogicalResourceId"]: event.get("ResourceStatusReason", "")
        for event in events(cloudformation, stack)
        if event["ResourceStatus"].endswith("_FAILED")
    }


def status(studio: Studio, **app: str) -> str:
    found = studio.sagemaker.describe_app(DomainId=studio.domain, AppName="default", **app)
    return str(found["Status"])


def running(studio: Studio, *, name: str = "default", **app: str) -> None:
    studio.sagemaker.create_app(DomainId=studio.domain, AppName=name, **app)


def test_each_user_has_canvas_settings_of_their_own(studio: Studio) -> None:
    paths = {
        user: studio.settings(user)["CanvasAppSettings"]["WorkspaceSettings"]["S3ArtifactPath"]
        for user in ("an", "binh")
    }
    assert paths["an"].endswith("/users/an/canvas")
    assert paths["binh"].endswith("/users/binh/canvas")


def test_canvas_settings_survive_a_later_update_of_the_profile(studio: Studio) -> None:
    """The role's logical id changes, as in a refactoring: CloudFormation gives the profile another role."""
    before = studio.settings("an")
    (role,) = (
        name
        for name, resource in studio.template["Resources"].items()
        if name.startswith("Rolean") and resource["Type"] == "AWS::IAM::Role"
    )
    renamed = json.loads(json.dumps(studio.template).replace(f'"{role}"', '"AnotherRole"'))
    assert studio.update(renamed) == "UPDATE_COMPLETE"
    after = studio.settings("an")
    assert after["ExecutionRole"] != before["ExecutionRole"]
    assert after["CanvasAppSettings"] == before["CanvasAppSettings"]


def test_the_update_alone_would_have_dropped_them(studio: Studio) -> None:
    """The control of the test above: what CloudFormation sends has no Canvas in it, and it replaces."""
    settings = studio.settings("binh")
    name = {"DomainId": studio.domain, "UserProfileName": "binh"}
    sent = {"ExecutionRole": settings["ExecutionRole"]}
    studio.sagemaker.update_user_profile(**name, UserSettings=sent)
    assert "CanvasAppSettings" not in studio.settings("binh")
    studio.sagemaker.update_user_profile(**name, UserSettings=settings)


def in_session(studio: Studio, user: str) -> None:
    """Have Canvas run for the user, where it does not yet."""
    found = studio.sagemaker.list_apps(DomainIdEquals=studio.domain, UserProfileNameEquals=user)["Apps"]
    if all(app["AppType"] != "Canvas" or app["Status"] == "Deleted" for app in found):
        running(studio, UserProfileName=user, AppType="Canvas")
    until(lambda: status(studio, UserProfileName=user, AppType="Canvas") == "InService", "a session")


@pytest.fixture
def old(studio: Studio) -> Iterator[None]:
    """Every app began two hours before it did, until the test is over."""
    told = studio.fault.with_name("old")
    told.touch()
    yield
    told.unlink()


@pytest.mark.usefixtures("old")
def test_an_idle_session_is_ended_and_no_other(studio: Studio) -> None:
    for user in ("an", "binh"):
        in_session(studio, user)
    write(studio, "binh", 3600.0)
    until(lambda: status(studio, UserProfileName="binh", AppType="Canvas") == "Deleted")
    assert status(studio, UserProfileName="an", AppType="Canvas") == "InService"


def write(studio: Studio, user: str, *seconds: float) -> None:
    """Write how long a session is unused, as it does itself, and as any user of Canvas can of another's."""
    dimensions = [{"Name": "DomainId", "Value": studio.domain}, {"Name": "UserProfileName", "Value": user}]
    figure = {"MetricName": "TimeSinceLastActive", "Dimensions": dimensions}
    studio.client("cloudwatch").put_metric_data(
        Namespace="/aws/sagemaker/Canvas/AppActivity",
        MetricData=[figure | {"Value": value} for value in seconds],
    )


@pytest.mark.usefixtures("old")
def test_who_writes_that_anothers_session_is_idle_does_not_end_it(studio: Studio) -> None:
    """The alarm rings, and its function finds the session's own figure beside the false one."""
    in_session(studio, "an")
    write(studio, "an", 12.0, 3600.0)
    cloudwatch = studio.client("cloudwatch")

    def rings() -> dict[str, Any] | None:
        alarms = cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"]
        own = {"Name": "UserProfileName", "Value": "an"}
        return next((alarm for alarm in alarms if own in alarm["Dimensions"]), None)

    alarm = until(rings, "the alarm")
    answer = studio.client("lambda").invoke(
        FunctionName=alarm["AlarmActions"][0], Payload=json.dumps(event_of(alarm)).encode()
    )
    assert "another figure says that it was used at" in json.loads(answer["Payload"].read())["errorMessage"]
    assert status(studio, UserProfileName="an", AppType="Canvas") == "InService"


def event_of(alarm: dict[str, Any]) -> dict[str, Any]:
    """Return what an alarm sends."""
    dimensions = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
    metric = {"namespace": alarm["Namespace"], "name": alarm["MetricName"], "dimensions": dimensions}
    return {
        "alarmData": {
            "alarmName": alarm["AlarmName"],
            "state": {"value": "ALARM", "timestamp": alarm["StateUpdatedTimestamp"].isoformat()},
            "configuration": {"metrics": [{"metricStat": {"metric": metric}}]},
        },
    }


def test_aws_refuses_to_delete_what_is_in_use(studio: Studio) -> None:
    in_session(studio, "an")
    with pytest.raises(ClientError, match=r"ResourceInUse.*Unable to delete UserProfile .* because App\(s\)"):
        studio.sagemaker.delete_user_profile(DomainId=studio.domain, UserProfileName="an")
    with pytest.raises(ClientError, match=r"Unable to delete UserProfile .* because Space\(s\)"):
        studio.sagemaker.delete_user_profile(DomainId=studio.domain, UserProfileName="binh")
    with pytest.raises(ClientError, match=r"Unable to delete Domain .* because UserProfile\(s\)"):
        studio.sagemaker.delete_domain(DomainId=studio.domain)


def start_all_of_chi(studio: Studio) -> None:
    """Run an app in the stack's space, in one made by hand, and Canvas; and one beside, of another user."""
    studio.sagemaker.create_space(
        DomainId=studio.domain,
        SpaceName="by-hand-of-chi",
        OwnershipSettings={"OwnerUserProfileName": "chi"},
        SpaceSharingSettings={"SharingType": "Private"},
    )
    running(studio, SpaceName="chi-lab", AppType="JupyterLab")
    running(studio, SpaceName="by-hand-of-chi", AppType="CodeEditor")
    running(studio, UserProfileName="chi", AppType="Canvas")
    running(studio, name="beside", SpaceName="an-lab", AppType="JupyterLab")


def test_a_user_who_is_removed_goes_with_what_runs_and_nobody_else_notices(
    studio: Studio, tmp_path: Path
) -> None:
    sagemaker, domain, cloudformation = studio.sagemaker, studio.domain, studio.client("cloudformation")
    role = studio.settings("chi")["ExecutionRole"].rpartition("/")[2]
    in_session(studio, "an")
    start_all_of_chi(studio)
    fewer = template_of(assembled(tmp_path, users=USERS[:2]))
    assert studio.update(fewer) == "UPDATE_COMPLETE"
    assert every_failure(cloudformation, STACK) == {}

    profiles = sagemaker.list_user_profiles(DomainIdEquals=domain)["UserProfiles"]
    assert {one["UserProfileName"] for one in profiles} == {"an", "binh"}
    spaces = sagemaker.list_spaces(DomainIdEquals=domain)["Spaces"]
    assert {one["SpaceName"] for one in spaces} == {"an-lab", "binh-lab"}
    apps = sagemaker.list_apps(DomainIdEquals=domain)["Apps"]
    live = [app for app in apps if app["Status"] not in ("Deleted", "Deleting")]
    assert {app.get("UserProfileName") or app["SpaceName"] for app in live} == {"an", "an-lab"}
    with pytest.raises(ClientError, match="NoSuchEntity"):
        studio.client("iam").get_role(RoleName=role)
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
    kept = {one["LogicalResourceId"] for page in pages for one in page["StackResourceSummaries"]}
    assert kept == set(fewer["Resources"])


def seed(studio: Studio) -> dict[str, str]:
    """Fill the domain: apps in spaces of the stack and others, a stranger, a Canvas session, file systems."""
    sagemaker, domain = studio.sagemaker, studio.domain
    name = {"DomainId": domain, "UserProfileName": "stranger"}
    sagemaker.create_user_profile(**name, UserSettings={})
    for space, owner, type_ in (("by-hand", "an", "CodeEditor"), ("strange", "stranger", "JupyterLab")):
        sagemaker.create_space(
            DomainId=domain,
            SpaceName=space,
            OwnershipSettings={"OwnerUserProfileName": owner},
            SpaceSharingSettings={"SharingType": "Private"},
        )
        running(studio, SpaceName=space, AppType=type_)
    running(studio, SpaceName="an-lab", AppType="JupyterLab")
    running(studio, UserProfileName="binh", AppType="Canvas")
    running(studio, name="stuck", SpaceName="binh-lab", AppType="JupyterLab")
    arn = sagemaker.describe_domain(DomainId=domain)["DomainArn"]
    efs, subnet = studio.client("efs"), studio.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    made = {
        owner: efs.create_file_system(CreationToken=owner, Tags=[{"Key": MANAGED_BY, "Value": value}])[
            "FileSystemId"
        ]
        for owner, value in {"ours": arn, "theirs": f"{arn}-other"}.items()
    }
    efs.create_mount_target(FileSystemId=made["ours"], SubnetId=subnet)
    return made


def test_a_failure_is_told_by_name_and_then_nothing_remains(studio: Studio) -> None:
    sagemaker, domain, made = studio.sagemaker, studio.domain, seed(studio)
    studio.fault.touch()
    outcome, reasons = studio.delete()
    assert outcome == "DELETE_FAILED", reasons
    (told,) = (reason for reason in reasons.values() if reason.startswith("Not deleted"))
    assert any(name.startswith("CleanupCleaner") for name in reasons), "the function stays for another try"
    assert f"Not deleted in {domain}: app binh-lab/JupyterLab/stuck, space binh-lab." in told
    assert "AccessDeniedException: no identity-based policy allows it" in told
    live = [app for app in sagemaker.list_apps(DomainIdEquals=domain)["Apps"] if app["Status"] != "Deleted"]
    assert [app["AppName"] for app in live] == ["stuck"], "what can go goes all the same"

    studio.fault.unlink()
    outcome, reasons = studio.delete()
    assert outcome == "DELETE_COMPLETE", reasons
    apps = sagemaker.list_apps(DomainIdEquals=domain)["Apps"]
    assert {app["Status"] for app in apps} == {"Deleted"}
    assert sagemaker.list_spaces(DomainIdEquals=domain)["Spaces"] == []
    assert sagemaker.list_user_profiles(DomainIdEquals=domain)["UserProfiles"] == []
    assert sagemaker.list_domains()["Domains"] == []
    systems = studio.client("efs").describe_file_systems()["FileSystems"]
    assert [system["FileSystemId"] for system in systems] == [made["theirs"]]
