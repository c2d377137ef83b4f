"""What a class needs of AWS besides the platform: budget actions, tags, filters, calls that are told."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloudformation.stack_set import checked
from local.log_patterns import matches
from tests.local.conftest import Client
from tests.local.deployment import deploy, failures, outputs
from tests.local.waiting import until

ROLE = "demo-an"
BOUNDARY: dict[str, Any] = {
    "Type": "AWS::IAM::ManagedPolicy",
    "Properties": {
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Deny", "Action": "sagemaker:Create*", "Resource": "*"}],
        }
    },
}
ACTION: dict[str, Any] = {
    "Type": "AWS::Budgets::BudgetsAction",
    "Properties": {
        "BudgetName": {"Ref": "Budget"},
        "ActionType": "APPLY_IAM_POLICY",
        "ActionThreshold": {"Type": "PERCENTAGE", "Value": 100},
        "ApprovalModel": "AUTOMATIC",
        "NotificationType": "ACTUAL",
        "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "Definition": {"IamActionDefinition": {"PolicyArn": {"Ref": "Freeze"}, "Roles": [{"Ref": "Role"}]}},
        "Subscribers": [{"Type": "EMAIL", "Address": "class@example.com"}],
        "ResourceTags": [{"Key": "student", "Value": ROLE}],
    },
}
TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Boundary": BOUNDARY,
        "Freeze": BOUNDARY,
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": ROLE,
                "Path": "/lab2api/classroom/demo/",
                "PermissionsBoundary": {"Ref": "Boundary"},
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "sts:AssumeRole",
                            "Principal": {"Service": "sagemaker.amazonaws.com"},
                        }
                    ],
                },
            },
        },
        "Budget": {
            "Type": "AWS::Budgets::Budget",
            "Properties": {
                "Budget": {
                    "BudgetName": ROLE,
                    "BudgetType": "COST",
                    "TimeUnit": "MONTHLY",
                    "BudgetLimit": {"Amount": 1, "Unit": "USD"},
                    "CostFilters": {"TagKeyValue": [f"user:student${ROLE}"]},
                },
                "ResourceTags": [{"Key": "student", "Value": ROLE}],
            },
        },
        "Action": ACTION,
        "Profile": {
            "Type": "AWS::Bedrock::ApplicationInferenceProfile",
            "Properties": {
                "InferenceProfileName": ROLE,
                "ModelSource": {
                    "CopyFrom": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"
                },
                "Tags": [{"Key": "student", "Value": ROLE}],
            },
        },
        "Group": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                "LogGroupName": "/lab2api/classroom/demo/an",
                "Tags": [{"Key": "student", "Value": ROLE}],
            },
        },
        "Key": {
            "Type": "AWS::ApiGateway::ApiKey",
            "Properties": {"Name": ROLE, "Enabled": True, "Tags": [{"Key": "student", "Value": ROLE}]},
        },
        "Accounts": {
            "Type": "AWS::CloudFormation::StackSet",
            "Properties": {
                "StackSetName": "demo",
                "PermissionModel": "SERVICE_MANAGED",
                "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": True},
                "TemplateBody": json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}),
            },
        },
    },
    "Outputs": {
        "Action": {"Value": {"Fn::GetAtt": ["Action", "ActionId"]}},
        "Freeze": {"Value": {"Ref": "Freeze"}},
        "Boundary": {"Value": {"Ref": "Boundary"}},
        "Key": {"Value": {"Ref": "Key"}},
    },
}


@pytest.fixture(scope="module")
def made(client: Client) -> dict[str, str]:
    """Deploy a student's things, and give the outputs."""
    cloudformation = client("cloudformation")
    assert deploy(cloudformation, "sandbox", TEMPLATE) == "CREATE_COMPLETE", failures(
        cloudformation, "sandbox"
    )
    return outputs(cloudformation, "sandbox")


def test_a_role_of_a_template_keeps_its_boundary(client: Client, made: dict[str, str]) -> None:
    role = client("iam").get_role(RoleName=ROLE)["Role"]
    assert role["Path"] == "/lab2api/classroom/demo/"
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == made["Boundary"]


def test_a_budgets_action_attaches_its_policy_and_takes_it_back(client: Client, made: dict[str, str]) -> None:
    budgets, iam = client("budgets"), client("iam")
    name = {"AccountId": "000000000000", "BudgetName": ROLE}

    def attached() -> list[str]:
        found = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
        return [policy["PolicyArn"] for policy in found]

    (action,) = budgets.describe_budget_actions_for_budget(**name)["Actions"]
    assert (action["ActionId"], action["Status"]) == (made["Action"], "STANDBY")
    budgets.execute_budget_action(**name, ActionId=made["Action"], ExecutionType="APPROVE_BUDGET_ACTION")
    assert attached() == [made["Freeze"]]
    budgets.execute_budget_action(**name, ActionId=made["Action"], ExecutionType="REVERSE_BUDGET_ACTION")
    assert attached() == []


def test_what_carries_the_students_tag_is_found_by_it(client: Client, made: dict[str, str]) -> None:
    asked = {"TagFilters": [{"Key": "student", "Values": [ROLE]}]}
    found = client("resourcegroupstaggingapi").get_resources(**asked)["ResourceTagMappingList"]
    arns = {one["ResourceARN"] for one in found}
    assert arns == {
        f"arn:aws:apigateway:us-east-1::/apikeys/{made['Key']}",
        "arn:aws:logs:us-east-1:000000000000:log-group:/lab2api/classroom/demo/an",
        f"arn:aws:budgets::000000000000:budget/{ROLE}",
    }


def test_a_stack_goes_although_a_teardown_has_taken_its_things_before(
    client: Client, made: dict[str, str]
) -> None:
    client("budgets").delete_budget(AccountId="000000000000", BudgetName=ROLE)
    client("apigateway").delete_api_key(apiKey=made["Key"])
    client("logs").delete_log_group(logGroupName="/lab2api/classroom/demo/an")
    client("iam").delete_role(RoleName=ROLE)
    cloudformation = client("cloudformation")
    stack = cloudformation.describe_stacks(StackName="sandbox")["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName="sandbox")
    until(lambda: status_of(cloudformation, stack) == "DELETE_COMPLETE", "the end of the stack")


def status_of(cloudformation: Any, stack: str) -> str:
    return str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])


def test_a_stack_set_whose_template_is_too_large_is_refused() -> None:
    properties = TEMPLATE["Resources"]["Accounts"]["Properties"]
    checked("Accounts", properties)
    large = {"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "x" * 51_200}}}}
    with pytest.raises(ValueError, match="at most 51200 pass"):
        checked("Accounts", {**properties, "TemplateBody": json.dumps(large)})


CALLS: dict[str, Any] = {
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Rule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventPattern": {
                    "source": ["aws.sagemaker"],
                    "detail-type": ["AWS API Call via CloudTrail"],
                    "detail": {"eventName": [{"prefix": "Create"}]},
                },
                "Targets": [{"Id": "Queue", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}],
            },
        },
    },
    "Outputs": {"Queue": {"Value": {"Ref": "Queue"}}},
}


def test_a_call_that_changes_something_is_told_to_eventbridge_and_one_that_reads_is_not(
    client: Client,
) -> None:
    cloudformation, sagemaker = client("cloudformation"), client("sagemaker")
    assert deploy(cloudformation, "calls", CALLS) == "CREATE_COMPLETE"
    sagemaker.list_apps()
    with pytest.raises(ClientError):
        sagemaker.create_endpoint(EndpointName="demo-an-none", EndpointConfigName="none")
    sagemaker.create_studio_lifecycle_config(
        StudioLifecycleConfigName="demo-an-told",
        StudioLifecycleConfigContent="ZWNobw==",
        StudioLifecycleConfigAppType="JupyterLab",
    )
    queue = outputs(cloudformation, "calls")["Queue"]
    received = client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=20)[
        "Messages"
    ]
    details = [json.loads(message["Body"])["detail"] for message in received]
    assert [detail["eventName"] for detail in details] == ["CreateStudioLifecycleConfig"]
    assert details[0]["requestParameters"]["studioLifecycleConfigName"] == "demo-an-told"
    assert details[0]["responseElements"]["studioLifecycleConfigArn"].endswith("/demo-an-told")


def test_a_sign_in_is_made_for_a_profile_of_the_domain_and_for_nobody_else(client: Client) -> None:
    sagemaker = client("sagemaker")
    domain = sagemaker.create_domain(
        DomainName="class", AuthMode="IAM", DefaultUserSettings={}, HomeEfsFileSystemCreation="Disabled"
    )["DomainArn"].rpartition("/")[2]
    until(lambda: sagemaker.describe_domain(DomainId=domain)["Status"] == "InService", "the domain")
    sagemaker.create_user_profile(DomainId=domain, UserProfileName=ROLE)
    asked = {"DomainId": domain, "UserProfileName": ROLE, "ExpiresInSeconds": 60}
    first, second = (sagemaker.create_presigned_domain_url(**asked)["AuthorizedUrl"] for _ in range(2))
    assert first.startswith("https://") and first != second
    with pytest.raises(ClientError, match="does not exist"):
        sagemaker.create_presigned_domain_url(**{**asked, "UserProfileName": "demo-nobody"})
    with pytest.raises(ClientError, match="less than or equal to 300"):
        sagemaker.create_presigned_domain_url(**{**asked, "ExpiresInSeconds": 3600})


LINE = json.dumps({"ApiKeyId": "k1", "EstimatedUsd": 0.002, "Cached": False, "a": {"b": "x"}})


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("{ $.ApiKeyId = * }", True),
        ('{ $.ApiKeyId = "k*" }', True),
        ('{ $.ApiKeyId = "k2" }', False),
        ('{ $.ApiKeyId != "k2" }', True),
        ("{ $.Absent = * }", False),
        ("{ $.Absent NOT EXISTS }", True),
        ("{ $.a.b EXISTS }", True),
        ("{ $.EstimatedUsd > 0 }", True),
        ("{ $.EstimatedUsd > 0.002 }", False),
        ("{ ($.ApiKeyId = *) && ($.EstimatedUsd = *) }", True),
        ("{ $.ApiKeyId = k2 || $.Cached = false }", True),
    ],
)
def test_a_pattern_of_json_finds_the_lines_that_fit(pattern: str, fits: bool) -> None:
    assert matches(pattern, LINE) is fits
    assert not matches(pattern, "START RequestId: k1")


def test_a_pattern_that_is_not_known_here_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="is not known here"):
        matches("{ $.a[0] = 1 }", LINE)
