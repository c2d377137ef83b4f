"""What holds for every resource of every template: encrypted, private, logged, bounded, kept on purpose."""

import re

import pytest

import config
from tests.stacks.reading import Resource, Synthesized, Template, each

STATEFUL = (
    "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::ECR::Repository", "AWS::SQS::Queue",
    "AWS::Cognito::UserPool", "AWS::SageMaker::ModelPackageGroup",
)  # fmt: skip
LIMITS = {"bytes": 1_000_000, "resources": 500}
"""CloudFormation quotas: 1 MB a template, 500 resources a stack."""


def refuses_public(bucket: Resource) -> bool:
    block = bucket["Properties"].get("PublicAccessBlockConfiguration", {})
    return len(block) == 4 and all(value is True for value in block.values())


def algorithm(bucket: Resource) -> str:
    (rule,) = bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    return str(rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"])


def requires_tls(policy: Resource) -> bool:
    return any(
        statement["Effect"] == "Deny"
        and statement["Principal"] == {"AWS": "*"}
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    )


def test_every_bucket_refuses_public_access(templates: dict[str, Template]) -> None:
    assert [where for where, bucket in each(templates, "AWS::S3::Bucket") if not refuses_public(bucket)] == []


def test_every_bucket_is_encrypted_with_our_key_but_the_one_for_access_logs(
    templates: dict[str, Template],
) -> None:
    others = [where for where, bucket in each(templates, "AWS::S3::Bucket") if algorithm(bucket) != "aws:kms"]
    assert [where.partition("-")[2][:9] for where in others] == ["Data/Logs"] * len(config.names())


def test_every_bucket_keeps_versions_has_one_owner_and_cleans_up(templates: dict[str, Template]) -> None:
    for where, bucket in each(templates, "AWS::S3::Bucket"):
        properties = bucket["Properties"]
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}, where
        assert properties["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}], where
        assert any(
            "AbortIncompleteMultipartUpload" in r for r in properties["LifecycleConfiguration"]["Rules"]
        )


def test_every_bucket_answers_over_tls_only(templates: dict[str, Template]) -> None:
    buckets = {(w.partition("/")[0], w.partition("/")[2]) for w, _ in each(templates, "AWS::S3::Bucket")}
    protected = {
        (where.partition("/")[0], policy["Properties"]["Bucket"]["Ref"])
        for where, policy in each(templates, "AWS::S3::BucketPolicy")
        if requires_tls(policy)
    }
    assert buckets - protected == set()


def test_every_log_group_is_encrypted_and_forgets(templates: dict[str, Template]) -> None:
    for where, group in each(templates, "AWS::Logs::LogGroup"):
        assert {"KmsKeyId", "RetentionInDays"} <= set(group["Properties"]), where


def test_every_key_rotates(templates: dict[str, Template]) -> None:
    for where, key in each(templates, "AWS::KMS::Key"):
        assert key["Properties"]["EnableKeyRotation"] is True, where


def test_every_function_is_bounded_traced_encrypted_and_logs_to_a_group_of_its_own(
    templates: dict[str, Template],
) -> None:
    for where, function in each(templates, "AWS::Lambda::Function"):
        properties = function["Properties"]
        assert properties["Timeout"] <= (29 if "-Api/" in where else 900), where
        assert properties["TracingConfig"] == {"Mode": "Active"}, where
        assert {"KmsKeyArn", "Role"} <= set(properties), where
        assert "LogGroup" in properties["LoggingConfig"], where
        assert properties["Runtime"].startswith("python3."), "no Node.js helper functions of the CDK"
        assert properties["Architectures"] == ["arm64"], where


def test_every_method_asks_who_calls_and_checks_a_body(templates: dict[str, Template]) -> None:
    """But the pages of a class, where people sign in: tests/lambda_/class_portal asks those."""
    for where, method in each(templates, "AWS::ApiGateway::Method"):
        properties = method["Properties"]
        page = re.fullmatch(r"\w+-Class-\w+/PortalDoor(signin(GET|POST)|classGET)[0-9A-F]{8}", where)
        asks = properties["AuthorizationType"] != "NONE" or properties.get("ApiKeyRequired") is True
        assert asks or page, where
        if properties["HttpMethod"] in ("POST", "PUT", "PATCH"):
            assert {"RequestValidatorId", "RequestModels"} <= set(properties), where


def test_what_has_state_says_what_becomes_of_it(templates: dict[str, Template]) -> None:
    for where, resource in each(templates, *STATEFUL):
        named = {"LogGroupName", "ModelPackageGroupName"} & set(resource["Properties"])
        keeps = where.startswith("Prod-") and not named
        kept = ("Retain", "RetainExceptOnCreate") if keeps else ("Delete",)
        if resource["Type"] != "AWS::SQS::Queue":
            assert resource.get("DeletionPolicy") in kept, where
        assert "DeletionPolicy" in resource, where
        assert "UpdateReplacePolicy" in resource, where


def test_nothing_calls_back_through_a_custom_resource_but_our_own(templates: dict[str, Template]) -> None:
    types = {
        resource["Type"] for template in templates.values() for resource in template["Resources"].values()
    }
    ours = {
        "Custom::InferenceImage",
        "Custom::StudioCleanup",
        "Custom::CanvasSettings",
        "Custom::KubernetesManifests",
        "Custom::Lease",
    }
    assert {name for name in types if name.startswith("Custom::")} == ours
    assert "AWS::CDK::Metadata" not in types


@pytest.mark.parametrize("tag", ["environment", "project"])
def test_every_bucket_role_and_function_is_tagged(tag: str, templates: dict[str, Template]) -> None:
    for where, resource in each(templates, "AWS::S3::Bucket", "AWS::IAM::Role", "AWS::Lambda::Function"):
        assert tag in [pair["Key"] for pair in resource["Properties"].get("Tags", [])], where


def test_every_template_stays_far_below_cloudformations_limits(synthesized: Synthesized) -> None:
    for name, text in synthesized.texts.items():
        assert len(text.encode()) < LIMITS["bytes"] / 2, name
        assert len(synthesized.templates[name]["Resources"]) < LIMITS["resources"] / 2, name


def test_no_role_has_a_name_of_its_own(templates: dict[str, Template]) -> None:
    """A named role cannot be replaced, and two environments of one account would collide.

    ECS hands on only roles of one prefix; ours ends in environment and region. Students' are named too:
    tests/stacks/classes/test_sandboxes.py.
    """
    named = [
        role["Properties"]["RoleName"]
        for where, role in each(templates, "AWS::IAM::Role")
        if "RoleName" in role["Properties"] and "-Cohort-" not in where
    ]
    assert named == ["ecsInstanceRole-accelerated-us-west-2"]
