"""Studio as declared: who reaches what, what is forced, and in which order it can be deleted."""

import base64
import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

import config
from config.prices import prices
from stacks.constructs.lessons import LONGEST, script_of
from tests.stacks.reading import Statement, Template, absent, as_list, each, only

STACKS = ("Dev-Studio", "Prod-Studio", "Workbench-Studio")
CONNECTED = {"Ref", "Fn::GetAtt"}


@pytest.fixture(params=STACKS)
def studio(request: pytest.FixtureRequest, templates: dict[str, Template]) -> Template:
    return templates[request.param]


@pytest.fixture
def bench(templates: dict[str, Template]) -> Template:
    return templates["Workbench-Studio"]


def statements(template: Template, user: str) -> dict[str, Statement]:
    """The statements of a user's role, by Sid."""
    return {
        statement["Sid"]: statement
        for _, policy in each({"": template}, "AWS::IAM::ManagedPolicy")
        if f"/Role-{user}/" in policy["Metadata"]["aws:cdk:path"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    }


def users(template: Template) -> list[str]:
    profiles = each({"": template}, "AWS::SageMaker::UserProfile")
    return [profile["Properties"]["UserProfileName"] for _, profile in profiles]


def needs(template: Template, name: str) -> set[str]:
    """Every resource that the named one depends on, by reference or DependsOn, however many steps away."""
    found: set[str] = set()
    todo = [name]
    while todo:
        resource = template["Resources"][todo.pop()]
        text = json.dumps({key: value for key, value in resource.items() if key != "Metadata"})
        here = {one for one in template["Resources"] if f'"{one}"' in text}
        todo += here - found
        found |= here
    return found - {name}


def test_a_user_reaches_the_objects_of_nobody_else(bench: Template) -> None:
    assert users(bench) == ["an", "binh"]
    for user, other in (("an", "binh"), ("binh", "an")):
        own = statements(bench, user)
        for sid, statement in own.items():
            assert f"/{other}" not in json.dumps(statement), sid
        objects = [s for s in own.values() if any("Object" in a and "s3:" in a for a in as_list(s["Action"]))]
        assert sorted(s["Sid"] for s in objects) == ["OwnObjects", "ReadLessons"]
        assert json.dumps(own["OwnObjects"]["Resource"]).count(f"/users/{user}/*") == 1
        assert own["ListOwnObjects"]["Condition"] == {"StringLike": {"s3:prefix": [f"users/{user}/*"]}}


def test_a_user_starts_and_stops_private_spaces_of_the_users_own(studio: Template) -> None:
    for user in users(studio):
        own = statements(studio, user)
        for sid in ("StartOwn", "StopOwn"):
            condition = own[sid]["Condition"]
            assert condition["StringEquals"] == {"sagemaker:SpaceSharingType": "Private"}
            owner = json.dumps(condition["ArnLike"]["sagemaker:OwnerUserProfileArn"])
            assert owner.endswith(f'"/{user}"]]}}')
        changing = {"CreateApp", "DeleteApp", "CreateSpace", "UpdateSpace", "DeleteSpace"}
        for sid, statement in own.items():
            if {a.partition(":")[2] for a in as_list(statement["Action"])} & changing:
                assert sid in ("StartOwn", "StopOwn", "OwnSession"), sid


def test_a_user_decrypts_only_through_s3_and_what_makes_volumes(studio: Template) -> None:
    """The key is everybody's: a notebook that calls KMS itself learns what the key is, and no more."""
    for user in users(studio):
        own = statements(studio, user)
        with_key = {s: one for s, one in own.items() if any("kms:" in a for a in as_list(one["Action"]))}
        assert as_list(with_key.pop("KnowTheKey")["Action"]) == ["kms:DescribeKey"]
        through = {sid: one["Condition"]["StringEquals"]["kms:ViaService"] for sid, one in with_key.items()}
        assert through == {
            "Encryption": ["s3.us-east-1.amazonaws.com", "sagemaker.us-east-1.amazonaws.com"],
            "EncryptVolumes": ["ec2.us-east-1.amazonaws.com", "sagemaker.us-east-1.amazonaws.com"],
        }
        assert with_key["EncryptVolumes"]["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_an_app_runs_on_allowed_types_only(bench: Template) -> None:
    condition = statements(bench, "an")["StartOwn"]["Condition"]
    allowed = {"sagemaker:InstanceTypes": ["ml.t3.medium", "ml.m5.large", "system"]}
    assert condition["ForAllValues:StringEquals"] == allowed


def test_no_user_may_pass_a_role_but_the_users_own_change_a_profile_or_touch_the_domain(
    studio: Template,
) -> None:
    for user in users(studio):
        for sid, statement in statements(studio, user).items():
            for action in as_list(statement["Action"]):
                assert action.partition(":")[0] not in ("iam",) or sid == "PassItself"
                assert action not in ("sagemaker:UpdateUserProfile", "sagemaker:UpdateDomain")


def test_idle_apps_are_stopped_by_force(studio: Template) -> None:
    settings = only(studio, "AWS::SageMaker::Domain")["Properties"]["DefaultUserSettings"]
    for app in ("JupyterLabAppSettings", "CodeEditorAppSettings"):
        idle = settings[app]["AppLifecycleManagement"]["IdleSettings"]
        assert idle.pop("LifecycleManagement") == "ENABLED"
        assert idle == dict.fromkeys(
            ("IdleTimeoutInMinutes", "MinIdleTimeoutInMinutes", "MaxIdleTimeoutInMinutes"), 60
        )
    for _, profile in each({"": studio}, "AWS::SageMaker::UserProfile"):
        assert set(profile["Properties"]["UserSettings"]) == {"ExecutionRole"}, "nothing overrides the domain"


def test_the_domain_is_encrypted_tagged_without_home_file_system_and_without_classic(
    studio: Template,
) -> None:
    domain = only(studio, "AWS::SageMaker::Domain")["Properties"]
    assert (domain["AuthMode"], domain["TagPropagation"]) == ("IAM", "ENABLED")
    assert domain["HomeEfsFileSystemCreation"] == "Disabled"
    assert "KmsKeyId" in domain
    assert domain["DomainSettings"] == {"ExecutionRoleIdentityConfig": "USER_PROFILE_NAME"}
    assert "JupyterServer" in domain["DefaultUserSettings"]["StudioWebPortalSettings"]["HiddenAppTypes"]
    assert domain["DefaultUserSettings"]["DefaultLandingUri"] == "studio::"


def test_the_default_role_may_do_nothing(studio: Template) -> None:
    domain = only(studio, "AWS::SageMaker::Domain")["Properties"]["DefaultUserSettings"]
    nobody = domain["ExecutionRole"]["Fn::GetAtt"][0]
    for _, policy in each({"": studio}, "AWS::IAM::ManagedPolicy"):
        assert {"Ref": nobody} not in policy["Properties"]["Roles"]


def test_every_users_role_lets_studio_name_the_user(studio: Template) -> None:
    for _, profile in each({"": studio}, "AWS::SageMaker::UserProfile"):
        role = profile["Properties"]["UserSettings"]["ExecutionRole"]["Fn::GetAtt"][0]
        trust = studio["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        actions = {action for statement in trust for action in as_list(statement["Action"])}
        assert actions == {"sts:AssumeRole", "sts:SetSourceIdentity"}


def cleanups(template: Template) -> dict[str, tuple[str, dict[str, Any]]]:
    """Logical id and properties of each clean-up, by the user whose it is; the whole domain's by ''."""
    found = each({"": template}, "Custom::StudioCleanup")
    return {
        one["Properties"].get("Owner", ""): (where.partition("/")[2], one["Properties"])
        for where, one in found
    }


def test_the_clean_up_is_deleted_before_all_that_it_empties(studio: Template) -> None:
    (name, _) = cleanups(studio)[""]
    kinds = ("AWS::SageMaker::Domain", "AWS::SageMaker::UserProfile", "AWS::SageMaker::Space")
    for where, _ in each({"": studio}, *kinds, "Custom::StudioCleanup"):
        assert where.partition("/")[2] in needs(studio, name) | {name}, where


def test_a_removed_users_apps_go_before_the_users_space_profile_and_role(studio: Template) -> None:
    found = cleanups(studio)
    assert sorted(found) == ["", *users(studio)]
    for user in users(studio):
        name, properties = found[user]
        assert properties.keys() == {"ServiceToken", "ServiceTimeout", "DomainId", "Owner"}
        (profile,) = (
            one["Properties"]
            for _, one in each({"": studio}, "AWS::SageMaker::UserProfile")
            if one["Properties"]["UserProfileName"] == user
        )
        assert profile["UserSettings"]["ExecutionRole"]["Fn::GetAtt"][0] in needs(studio, name)
        needed = [studio["Resources"][one] for one in needs(studio, name)]
        spaces = [one["Properties"] for one in needed if one["Type"] == "AWS::SageMaker::Space"]
        owners = [one["OwnershipSettings"]["OwnerUserProfileName"] for one in spaces]
        profiles = [one["Properties"] for one in needed if one["Type"] == "AWS::SageMaker::UserProfile"]
        assert (owners, [one["UserProfileName"] for one in profiles]) == ([user], [user])


def test_the_clean_up_can_do_its_work_until_it_is_deleted(studio: Template) -> None:
    """Its function's policies go after it: with the calls of itself among them."""
    policies = [
        where.partition("/")[2]
        for where, policy in each({"": studio}, "AWS::IAM::ManagedPolicy")
        if "/Cleanup/" in policy["Metadata"]["aws:cdk:path"]
    ]
    assert len(policies) == 5
    for name, _ in cleanups(studio).values():
        assert set(policies) <= needs(studio, name)


def test_a_home_file_system_goes_only_where_data_is_destroyed(templates: dict[str, Template]) -> None:
    removes = {name: cleanups(templates[name])[""][1]["RemoveFileSystem"] for name in STACKS}
    assert removes == {"Dev-Studio": True, "Prod-Studio": False, "Workbench-Studio": True}


def test_the_clean_up_deletes_only_file_systems_with_this_domains_tag(studio: Template) -> None:
    for _, policy in each({"": studio}, "AWS::IAM::ManagedPolicy"):
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            if "elasticfilesystem:DeleteFileSystem" in as_list(statement["Action"]):
                (condition,) = statement["Condition"]["StringEquals"].items()
                assert condition[0] == "aws:ResourceTag/ManagedByAmazonSageMakerResource"
                assert condition[1]["Fn::GetAtt"][1] == "DomainArn"


def test_what_changes_a_profile_changes_its_canvas_settings_too(bench: Template) -> None:
    profiles = {
        profile["Properties"]["UserProfileName"]: profile["Properties"]["UserSettings"]
        for _, profile in each({"": bench}, "AWS::SageMaker::UserProfile")
    }
    resources = each({"": bench}, "Custom::CanvasSettings")
    assert len(resources) == len(profiles)
    for where, resource in resources:
        properties = resource["Properties"]
        sent = json.dumps(properties["ProfileSettings"]).lower()
        assert sent == json.dumps(profiles[properties["UserProfileName"]]).lower()
        (profile,) = (
            name
            for name, one in bench["Resources"].items()
            if one["Type"] == "AWS::SageMaker::UserProfile"
            and one["Properties"]["UserProfileName"] == properties["UserProfileName"]
        )
        assert profile in needs(bench, where.partition("/")[2])


def test_canvas_writes_below_its_users_prefix_with_our_key(bench: Template) -> None:
    for _, resource in each({"": bench}, "Custom::CanvasSettings"):
        settings = resource["Properties"]["CanvasAppSettings"]
        path = json.dumps(settings["WorkspaceSettings"]["S3ArtifactPath"])
        assert f"/users/{resource['Properties']['UserProfileName']}/canvas" in path
        assert "S3KmsKeyId" in settings["WorkspaceSettings"]
        assert settings["ModelRegisterSettings"] == settings["DirectDeploySettings"] == {"Status": "ENABLED"}


def test_only_canvas_pages_may_upload_to_the_bucket(bench: Template) -> None:
    (rule,) = only(bench, "AWS::S3::Bucket")["Properties"]["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST"]
    assert rule["AllowedOrigins"] == ["https://*.studio.us-east-1.sagemaker.aws"]


def test_canvas_registers_where_nothing_deploys_by_itself(bench: Template) -> None:
    register = statements(bench, "an")["Register"]
    for resource in as_list(register["Resource"]):
        assert json.dumps(resource).rstrip(']"}').endswith("/canvas-*")


def test_an_endpoint_of_canvas_is_of_an_allowed_type(bench: Template) -> None:
    own = statements(bench, "an")
    creators = [sid for sid, s in own.items() if "sagemaker:CreateEndpointConfig" in as_list(s["Action"])]
    assert creators == ["DeployOnAllowedTypes"]
    condition = own["DeployOnAllowedTypes"]["Condition"]["ForAllValues:StringEquals"]
    assert condition == {"sagemaker:InstanceTypes": ["ml.m5.large"]}


def test_every_user_of_canvas_has_a_brake_that_says_what_it_saves(bench: Template) -> None:
    idle = [
        a["Properties"]
        for _, a in each({"": bench}, "AWS::CloudWatch::Alarm")
        if "Dimensions" in a["Properties"]
    ]
    idle = [alarm for alarm in idle if alarm["MetricName"] == "TimeSinceLastActive"]
    assert len(idle) == len(users(bench))
    for alarm in idle:
        assert alarm["Namespace"] == "/aws/sagemaker/Canvas/AppActivity"
        assert alarm["Threshold"] == 3600
        assert "USD 1.90 an hour, 117.80 a weekend" in alarm["AlarmDescription"]
        (action,) = alarm["AlarmActions"]
        function = bench["Resources"][action["Fn::GetAtt"][0]]["Properties"]
        assert function["Handler"] == "canvas_brake.handler.handle"
        assert "DeadLetterConfig" in function
    assert prices().unit.canvas_session_hour == pytest.approx(1.9)


def test_without_canvas_there_is_nothing_of_it(templates: dict[str, Template]) -> None:
    for name in ("Dev-Studio", "Prod-Studio"):
        assert absent(templates[name], "Custom::CanvasSettings", "AWS::CloudWatch::Alarm", "AWS::SQS::Queue")
        domain = only(templates[name], "AWS::SageMaker::Domain")["Properties"]["DefaultUserSettings"]
        assert "Canvas" in domain["StudioWebPortalSettings"]["HiddenAppTypes"]
        assert "CorsConfiguration" not in only(templates[name], "AWS::S3::Bucket")["Properties"]


def test_vpc_only_means_our_subnets_and_the_services_an_app_calls(templates: dict[str, Template]) -> None:
    domain = only(templates["Prod-Studio"], "AWS::SageMaker::Domain")["Properties"]
    assert domain["AppNetworkAccessType"] == "VpcOnly"
    assert len(domain["SubnetIds"]) == 2
    assert len(domain["DefaultUserSettings"]["SecurityGroups"]) == 1
    endpoints = json.dumps([e["Properties"] for _, e in each(templates, "AWS::EC2::VPCEndpoint")])
    for service in ("sagemaker.api", "sts", "kms", "logs"):
        assert f"us-east-1.{service}" in endpoints
    assert only(templates["Dev-Studio"], "AWS::SageMaker::Domain")["Properties"]["AppNetworkAccessType"] == (
        "PublicInternetOnly"
    )


def test_a_domain_has_a_vpc_even_where_apps_reach_the_internet(studio: Template) -> None:
    domain = only(studio, "AWS::SageMaker::Domain")["Properties"]
    assert domain["VpcId"]
    assert len(domain["SubnetIds"]) == 2
    if domain["AppNetworkAccessType"] == "PublicInternetOnly":
        assert "SecurityGroups" not in domain["DefaultUserSettings"]
        assert absent(studio, "AWS::EC2::InternetGateway", "AWS::EC2::Route", "AWS::EC2::VPCEndpoint")


def test_the_profiles_role_is_sent_back_with_its_canvas_settings(bench: Template) -> None:
    """Whoever writes a profile's settings passes the role in them: these, and no other."""
    (passing,) = [
        statement
        for _, policy in each({"": bench}, "AWS::IAM::ManagedPolicy")
        if "/CanvasSettings/" in policy["Metadata"]["aws:cdk:path"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if "iam:PassRole" in as_list(statement["Action"])
    ]
    profiles = each({"": bench}, "AWS::SageMaker::UserProfile")
    assert passing["Resource"] == [p["Properties"]["UserSettings"]["ExecutionRole"] for _, p in profiles]


def test_a_job_with_canvas_in_its_name_runs_on_no_large_accelerator(bench: Template) -> None:
    """The user's notebook has the same role, so that a name is no bound."""
    own = statements(bench, "an")
    creators = {
        "sagemaker:CreateProcessingJob",
        "sagemaker:CreateTrainingJob",
        "sagemaker:CreateTransformJob",
    }
    assert [sid for sid, s in own.items() if creators & set(as_list(s["Action"]))] == ["RunJobs"]
    never = own["RunJobs"]["Condition"]["ForAllValues:StringNotLike"]["sagemaker:InstanceTypes"]
    for type_ in ("ml.p4d.24xlarge", "ml.p5.48xlarge", "ml.trn1.32xlarge", "ml.g5.48xlarge"):
        assert any(fnmatchcase(type_, pattern) for pattern in never), type_
    for type_ in ("ml.m5.4xlarge", "ml.m5.24xlarge", "ml.g4dn.xlarge"):
        assert not any(fnmatchcase(type_, pattern) for pattern in never), type_


def test_the_lessons_script_fits_and_never_stops_an_app(studio: Template) -> None:
    longest = script_of(config.load("classroom")).replace("${Bucket}", "b" * 63).replace("${Key}", "k" * 200)
    assert len(base64.b64encode(longest.encode())) <= LONGEST
    assert longest.endswith("exit 0\n")
    assert "set -e" not in longest
    configurations: list[Any] = each({"": studio}, "AWS::SageMaker::StudioLifecycleConfig")
    types = {c["Properties"]["StudioLifecycleConfigAppType"] for _, c in configurations}
    assert types == {"JupyterLab", "CodeEditor"}
