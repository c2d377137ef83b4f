"""A sandbox: named, tagged, bounded, watched from its first moment, and emptied before it goes."""

import json
from typing import Any

import pytest

import config
from config.cohorts import cohort_of, sandbox_name
from tests.stacks.classes.sizes import Classes
from tests.stacks.reading import Resource, Template, each

(ROSTER,) = config.load("classroom").classes
NO_TAGS = {
    "AWS::ApiGateway::UsagePlanKey",
    "Custom::Lease",
    "Custom::StudioCleanup",
    "Custom::CanvasSettings",
}
NAMES = {
    "AWS::IAM::Role": "RoleName",
    "AWS::ApiGateway::ApiKey": "Name",
    "AWS::SageMaker::UserProfile": "UserProfileName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::Bedrock::ApplicationInferenceProfile": "InferenceProfileName",
}


def own(template: Template, slug: str) -> dict[str, Resource]:
    """What belongs to a student, by logical id."""
    return {
        key: resource
        for key, resource in template["Resources"].items()
        if f"/{slug}/" in resource["Metadata"]["aws:cdk:path"]
    }


def one(resources: dict[str, Resource], type_: str) -> tuple[str, Resource]:
    (found,) = ((key, resource) for key, resource in resources.items() if resource["Type"] == type_)
    return found


@pytest.fixture(params=[student.slug for student in ROSTER.students])
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sandbox(slug: str, templates: dict[str, Template]) -> dict[str, Resource]:
    """A student of the class that is committed, without Canvas and Bedrock."""
    (student,) = (student for student in ROSTER.students if student.slug == slug)
    return own(templates[f"Classroom-Class-demo-Cohort-{cohort_of(ROSTER, student):03}"], slug)


@pytest.fixture(scope="session")
def full(classes: Classes) -> dict[str, Resource]:
    """A student of the class that has every service."""
    (found,) = (found for one in classes.large.cohorts.values() if (found := own(one, "s0007")))
    return found


def tags(resource: Resource) -> dict[str, str]:
    properties = resource["Properties"]
    return {pair["Key"]: pair["Value"] for pair in properties.get("Tags", properties.get("ResourceTags", []))}


def test_each_student_has_these_and_no_more(sandbox: dict[str, Resource]) -> None:
    assert sorted(resource["Type"] for resource in sandbox.values()) == [
        "AWS::ApiGateway::ApiKey",
        "AWS::ApiGateway::UsagePlanKey",
        "AWS::Budgets::Budget",
        "AWS::Budgets::BudgetsAction",
        "AWS::IAM::Role",
        "AWS::Logs::LogGroup",
        "AWS::SageMaker::UserProfile",
        "Custom::Lease",
        "Custom::StudioCleanup",
    ]


def test_canvas_and_bedrock_are_there_on_request(full: dict[str, Resource]) -> None:
    asked = {"Custom::CanvasSettings", "AWS::CloudWatch::Alarm", "AWS::Bedrock::ApplicationInferenceProfile"}
    assert asked <= {resource["Type"] for resource in full.values()}


def test_everything_that_takes_tags_carries_the_student_to_the_bill(
    slug: str, sandbox: dict[str, Resource], full: dict[str, Resource]
) -> None:
    for name, resources in {f"demo-{slug}": sandbox, "demo-s0007": full}.items():
        for key, resource in resources.items():
            if resource["Type"] not in NO_TAGS:
                found = tags(resource)
                assert (found["student"], found["class"]) == (name, "demo"), key
                assert found["group"], key


def test_every_fixed_name_begins_with_the_students(full: dict[str, Resource]) -> None:
    for key, resource in full.items():
        if resource["Type"] in NAMES:
            name = resource["Properties"][NAMES[resource["Type"]]]
            assert name == "demo-s0007" or name.startswith("demo-s0007-"), key


def test_the_role_is_one_students_below_the_boundary_and_with_the_classs_policies_alone(
    slug: str, sandbox: dict[str, Resource]
) -> None:
    _, role = one(sandbox, "AWS::IAM::Role")
    properties = role["Properties"]
    assert (properties["Path"], properties["RoleName"]) == ("/lab2api/classroom/demo/", f"demo-{slug}")
    assert "ExportsOutputRefBoundary" in properties["PermissionsBoundary"]["Fn::ImportValue"]
    assert "Policies" not in properties
    assert all("Classroom-Class-demo:" in arn["Fn::ImportValue"] for arn in properties["ManagedPolicyArns"])
    assert len(properties["ManagedPolicyArns"]) < 10, "IAM takes ten, and freezing attaches one more"


def test_only_sagemaker_takes_the_role_for_this_account_and_names_the_student(
    sandbox: dict[str, Resource],
) -> None:
    _, role = one(sandbox, "AWS::IAM::Role")
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "sagemaker.amazonaws.com"}
    assert statement["Action"] == ["sts:AssumeRole", "sts:SetSourceIdentity"]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_nothing_of_a_student_is_ever_unwatched(full: dict[str, Resource]) -> None:
    """The lease is there before the profile, and before the key opens the API; and it goes after both."""
    lease, _ = one(full, "Custom::Lease")
    for type_ in ("AWS::SageMaker::UserProfile", "AWS::ApiGateway::UsagePlanKey"):
        assert lease in one(full, type_)[1]["DependsOn"], type_


def test_a_frozen_students_role_is_thawed_before_it_is_deleted(
    full: dict[str, Resource], templates: dict[str, Template]
) -> None:
    """Deleting a lease detaches the freezing policy: IAM deletes no role that has one more than its own."""
    role, _ = one(full, "AWS::IAM::Role")
    assert one(full, "Custom::Lease")[1]["DependsOn"] == [role]
    (statement,) = (
        statement
        for _, policy in each({"": templates["Classroom-Class-demo"]}, "AWS::IAM::ManagedPolicy")
        if "/LeasesRole/" in policy["Metadata"]["aws:cdk:path"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if "iam:DetachRolePolicy" in statement["Action"]
    )
    assert list(statement["Condition"]) == ["ArnEquals"]
    assert "Freeze" in json.dumps(statement["Condition"])


def test_what_a_student_started_goes_before_profile_and_role(slug: str, sandbox: dict[str, Resource]) -> None:
    profile, resource = one(sandbox, "AWS::SageMaker::UserProfile")
    role, _ = one(sandbox, "AWS::IAM::Role")
    _, cleanup = one(sandbox, "Custom::StudioCleanup")
    assert cleanup["DependsOn"] == [profile]
    assert cleanup["Properties"]["Owner"] == f"demo-{slug}"
    assert resource["Properties"]["UserSettings"]["ExecutionRole"] == {"Fn::GetAtt": [role, "Arn"]}


def test_the_clean_up_of_the_studio_stack_serves_the_students_of_others(
    templates: dict[str, Template], sandbox: dict[str, Resource]
) -> None:
    """Its role names the domain, not the users; and its domain cannot go while a cohort imports it."""
    _, cleanup = one(sandbox, "Custom::StudioCleanup")
    export = cleanup["Properties"]["ServiceToken"]["Fn::ImportValue"]
    assert export.startswith("Classroom-Studio:ExportsOutputFnGetAttCleanupCleaner")
    statements = [
        statement
        for where, policy in each(templates, "AWS::IAM::ManagedPolicy")
        if where.startswith("Classroom-Studio/") and "/Cleanup/" in policy["Metadata"]["aws:cdk:path"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if "sagemaker:DeleteSpace" in statement["Action"]
    ]
    (statement,) = statements
    assert json.dumps(statement["Resource"]).rstrip(']}"').endswith("/*")


def test_a_key_is_the_students_own_on_the_classs_plan_and_no_template_has_its_value(
    sandbox: dict[str, Resource],
) -> None:
    key, resource = one(sandbox, "AWS::ApiGateway::ApiKey")
    assert "Value" not in resource["Properties"]
    _, on_plan = one(sandbox, "AWS::ApiGateway::UsagePlanKey")
    assert on_plan["Properties"]["KeyId"] == {"Ref": key}
    assert on_plan["Properties"]["UsagePlanId"]["Fn::ImportValue"].startswith("Classroom-Class-demo:")


def test_a_students_log_group_is_encrypted_and_goes_with_the_sandbox(
    slug: str, sandbox: dict[str, Resource]
) -> None:
    _, group = one(sandbox, "AWS::Logs::LogGroup")
    assert group["Properties"]["LogGroupName"] == f"/lab2api/classroom/demo/{slug}"
    assert group["Properties"]["KmsKeyId"]
    assert (group["DeletionPolicy"], group["UpdateReplacePolicy"]) == ("Delete", "Delete")


def test_the_lease_has_the_rosters_terms(slug: str, sandbox: dict[str, Resource]) -> None:
    key, _ = one(sandbox, "AWS::ApiGateway::ApiKey")
    _, lease = one(sandbox, "Custom::Lease")
    terms = {name: value for name, value in lease["Properties"].items() if not name.startswith("Service")}
    assert terms == {
        "ClassName": "demo",
        "Slug": slug,
        "Sandbox": f"demo-{slug}",
        "Group": "b" if slug == "chi" else "a",
        "BudgetUsd": "2.0" if slug == "chi" else "1.0",
        "WarnAt": "0.8",
        "Ends": "2035-06-30T17:00:00Z",
        "ApiKeyId": {"Ref": key},
    }


def test_canvas_is_not_hidden_from_who_asked_for_it(full: dict[str, Resource]) -> None:
    _, profile = one(full, "AWS::SageMaker::UserProfile")
    assert "StudioWebPortalSettings" not in profile["Properties"]["UserSettings"]


def test_what_changes_a_students_profile_changes_the_canvas_settings_too(full: dict[str, Resource]) -> None:
    profile, resource = one(full, "AWS::SageMaker::UserProfile")
    _, settings = one(full, "Custom::CanvasSettings")
    assert settings["Properties"]["ProfileSettings"] == resource["Properties"]["UserSettings"]
    assert settings["DependsOn"] == [profile]
    path = json.dumps(settings["Properties"]["CanvasAppSettings"]["WorkspaceSettings"]["S3ArtifactPath"])
    assert "/users/demo-s0007/canvas" in path


def test_a_students_forgotten_canvas_is_ended_by_the_brake_of_studio(full: dict[str, Resource]) -> None:
    _, alarm = one(full, "AWS::CloudWatch::Alarm")
    properties: dict[str, Any] = alarm["Properties"]
    assert properties["MetricName"] == "TimeSinceLastActive"
    assert {"Name": "UserProfileName", "Value": "demo-s0007"} in properties["Dimensions"]
    (action,) = properties["AlarmActions"]
    assert action["Fn::ImportValue"].startswith("Classroom-Studio:ExportsOutputFnGetAttCanvasBrake")


def test_a_students_own_door_to_the_chat_model_copies_the_regions_profile(full: dict[str, Resource]) -> None:
    _, profile = one(full, "AWS::Bedrock::ApplicationInferenceProfile")
    source = json.dumps(profile["Properties"]["ModelSource"])
    assert source.rstrip(']}"').endswith(":inference-profile/us.amazon.nova-micro-v1:0")


def test_no_template_of_a_class_says_who_anybody_is(templates: dict[str, Template]) -> None:
    """Of a student there is the slug. The course's title, which the portal's page shows, is in no sandbox."""
    for name, template in templates.items():
        if "-Class-" in name:
            text = json.dumps(template)
            assert ROSTER.course not in text or "-Cohort-" not in name, name
            assert "@" not in text.replace("@aws", ""), name


def test_a_sandbox_is_named_by_class_and_slug() -> None:
    assert [sandbox_name(ROSTER, student) for student in ROSTER.students] == [
        "demo-an",
        "demo-binh",
        "demo-chi",
    ]
