import json
from typing import Any

import pytest

from local import named_requests, permissions


def ask(target: str, request: dict[str, Any], path: str = "/") -> tuple[str, str]:
    headers = {"x-amz-target": f"SageMaker.{target}"}
    body = json.dumps(request).encode()
    return (
        permissions.action("sagemaker", "POST", path, headers),
        permissions.resource("sagemaker", "POST", path, headers, body, {}, "us-east-1", "1"),
    )


@pytest.mark.parametrize(
    ("target", "request_", "resource"),
    [
        ("CreateTrainingJob", {"TrainingJobName": "J"}, "arn:aws:sagemaker:us-east-1:1:training-job/j"),
        (
            "CreateModel",
            {"ModelName": "M", "ExecutionRoleArn": "arn:role"},
            "arn:aws:sagemaker:us-east-1:1:model/m",
        ),
        ("AddTags", {"ResourceArn": "arn:x"}, "arn:x"),
        ("ListModels", {"NameContains": "a"}, "*"),
    ],
)
def test_a_request_needs_its_own_action_on_the_resource_it_names(
    target: str, request_: dict[str, Any], resource: str
) -> None:
    assert ask(target, request_) == (f"sagemaker:{target}", resource)


def test_an_invocation_needs_the_endpoint() -> None:
    found = ask("", {}, path="/endpoints/Dev-Model/invocations")
    assert found == ("sagemaker:InvokeEndpoint", "arn:aws:sagemaker:us-east-1:1:endpoint/dev-model")
    streamed = ask("", {}, path="/endpoints/Dev-Model/invocations-response-stream")
    assert streamed == ("sagemaker:InvokeEndpointWithResponseStream", found[1])


def test_an_asynchronous_invocation_needs_an_action_of_its_own() -> None:
    found = ask("", {}, path="/endpoints/Dev-Model/async-invocations")
    assert found == ("sagemaker:InvokeEndpointAsync", "arn:aws:sagemaker:us-east-1:1:endpoint/dev-model")


def test_reading_parameters_by_path_needs_exactly_that_path() -> None:
    body = json.dumps({"Path": "/lab2api/dev/models/"}).encode()
    found = permissions.parameter_path("POST", "/", {}, body, {}, "us-east-1", "1")
    assert found == "arn:aws:ssm:us-east-1:1:parameter/lab2api/dev/models"


@pytest.mark.parametrize(
    ("operation", "request_", "action", "name"),
    [
        ("DescribeBudgets", {}, "ViewBudget", "*"),
        ("DeleteBudget", {"BudgetName": "b"}, "ModifyBudget", "b"),
        ("CreateBudget", {"Budget": {"BudgetName": "b"}}, "ModifyBudget", "b"),
        ("DescribeBudgetActionsForBudget", {"BudgetName": "b"}, "DescribeBudgetActionsForBudget", "b"),
        ("DeleteBudgetAction", {"BudgetName": "b", "ActionId": "1"}, "DeleteBudgetAction", "b/action/1"),
    ],
)
def test_a_budget_needs_the_action_that_aws_has_for_it(
    operation: str, request_: dict[str, Any], action: str, name: str
) -> None:
    headers, body = {"x-amz-target": f"AWSBudgetServiceGateway.{operation}"}, json.dumps(request_).encode()
    assert named_requests.action("budgets", "POST", "/", headers, body, {}) == f"budgets:{action}"
    found = named_requests.resource("budgets", headers, body, region="us-east-1", account="1")
    assert found == f"arn:aws:budgets::1:budget/{name}"


@pytest.mark.parametrize(
    ("version", "action"), [("<VersionId>1</VersionId>", "s3:DeleteObjectVersion"), ("", "")]
)
def test_deleting_a_version_is_an_action_of_its_own_from_the_first_key_on(version: str, action: str) -> None:
    body = f"<Delete><Object><Key>a</Key>{version}</Object></Delete>".encode()
    assert named_requests.action("s3", "POST", "/bucket", {}, body, {"delete": [""]}) == action


def test_the_streams_of_a_group_are_asked_for_by_the_group() -> None:
    headers, body = {"x-amz-target": "Logs_20140328.DescribeLogStreams"}, b'{"logGroupName": "/g"}'
    found = named_requests.resource("logs", headers, body, region="us-east-1", account="1")
    assert found == "arn:aws:logs:us-east-1:1:log-group:/g:log-stream:"
