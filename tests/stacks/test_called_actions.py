"""No role of a function holds an action that its function does not call, and none is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

import config
from tests.stacks.called_actions import (
    LAMBDA,
    OF_A_DEAD_LETTER_QUEUE,
    OF_AN_EVENT_SOURCE,
    OF_EVERY_FUNCTION,
    called,
)
from tests.stacks.reading import Resource, Template, as_list, each, identity_statements

STAGES = {
    environment.name.capitalize(): environment
    for environment in config.load_all()
    if environment.account is None  # where all functions have one role, AWS's
}
SHIPPED_AND_NOT_CALLED = {
    # The chain asks ai_text's client of Comprehend for all but key phrases, and Translate never for `auto`.
    "digitize": {"comprehend:BatchDetectKeyPhrases", "comprehend:DetectDominantLanguage"},
    # It takes ai_chat's requests and settings, and streams what ai_chat asks for as a whole.
    "ai_streams": {"bedrock:InvokeModel"},
    # What finds models comes with what opens jobs and asks asynchronous endpoints.
    "model_streams": {"s3:ListBucket", "s3:PutObject", "sagemaker:InvokeEndpointAsync"},
    # The pages read the ledger and count failures; they grant no lease and make no token.
    "class_portal": {"dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:PutItem"},
    # It reads inference profiles only where a class of the environment may use Bedrock: none has it. The
    # endpoints that it deletes are SageMaker's; SNS has an operation of that name.
    "spend_guard": {"bedrock:ListInferenceProfiles", "sns:DeleteEndpoint"},
    # It adds up; what is closed and forgotten is others' to do.
    "metered_usage": {"dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
    # It changes leases and deletes tokens; amounts and terms are others' to write.
    "sandbox_teardown": {"dynamodb:BatchGetItem", "dynamodb:PutItem"},
    # It grants leases, and takes them back: it meters nothing.
    "lease": {"dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"},
}
OF_A_QUEUE = {"sagemaker:InvokeEndpointAsync"}
"""Called of asynchronous endpoints only: granted where the environment has one."""
OF_FEATURE_GROUPS = {"sagemaker:DescribeFeatureGroup", "sagemaker:GetRecord"}
"""Called of feature groups only: granted where the environment has one."""
ENCRYPTED = {"kms:GenerateDataKey"}
"""For writing to a bucket with a key (S3 guide, permissions for SSE-KMS)."""
PACKAGES = {path.parent.name for path in LAMBDA.glob("*/handler.py")}
SECTIONS = {
    "model_lifecycle": "lifecycle",
    "drift_run": "drift",
    "studio_cleanup": "studio",
    "canvas_settings": "canvas",
    "canvas_brake": "canvas",
    "kubernetes_apply": "on_kubernetes",
    "class_portal": "classes",
    "lease": "classes",
    "metered_usage": "classes",
    "sandbox_teardown": "classes",
    "spend_guard": "classes",
}
"""The section without which an environment has no such function."""
IN_A_NETWORK = {
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
}
"""What Lambda does itself in a VPC, with the function's role (Lambda guide, VPC access)."""


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest, templates: dict[str, Template]) -> dict[str, Template]:
    return {name: found for name, found in templates.items() if name.startswith(f"{request.param}-")}


def package_of(function: Resource) -> str:
    """The package of a function, be it `package.handler.handle` or `package/run.sh`."""
    return str(function["Properties"]["Handler"]).partition("/")[0].partition(".")[0]


def heard(stage: dict[str, Template]) -> set[str]:
    """The logical ids of the functions that a queue calls."""
    mappings = each(stage, "AWS::Lambda::EventSourceMapping")
    return {mapping["Properties"]["FunctionName"]["Fn::GetAtt"][0] for _, mapping in mappings}


def shipped(function: Resource, assembly: Path) -> tuple[str, ...]:
    """The packages in the function's archive."""
    folder = assembly / Path(function["Metadata"]["aws:asset:path"]).name
    return tuple(sorted(one.name for one in folder.iterdir() if (LAMBDA / one.name).is_dir()))


def granted(stage: dict[str, Template], role: str) -> set[str]:
    """The actions of a role, whichever stack of the stage has given it them."""
    policies = each(stage, "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
    of_role = {where for where, policy in policies if _names(policy["Properties"].get("Roles", []), role)}
    return {
        action
        for where, statement in identity_statements(stage)
        if where in of_role
        for action in as_list(statement["Action"])
    }


def _names(roles: list[Any], role: str) -> bool:
    """Tell whether a policy is of the role: by its name here, or by what its stack exports."""
    return any(one == {"Ref": role} or f"Ref{role}" in json.dumps(one) for one in roles)


def queues_at_an_endpoint(stage: dict[str, Template]) -> bool:
    environment = STAGES[next(iter(stage)).partition("-")[0]]
    return any(environment.serving_of(model).mode == "async" for model in environment.models)


def has_feature_groups(stage: dict[str, Template]) -> bool:
    return STAGES[next(iter(stage)).partition("-")[0]].features is not None


def test_every_function_may_call_exactly_what_its_code_calls(
    stage: dict[str, Template], assembly: Path
) -> None:
    checked = set()
    for where, function in each(stage, "AWS::Lambda::Function"):
        package = package_of(function)
        wanted = called(package, shared=shipped(function, assembly))
        wanted -= SHIPPED_AND_NOT_CALLED.get(package, set())
        wanted -= set() if queues_at_an_endpoint(stage) else OF_A_QUEUE
        wanted -= set() if has_feature_groups(stage) else OF_FEATURE_GROUPS
        wanted |= OF_AN_EVENT_SOURCE if where.partition("/")[2] in heard(stage) else set()
        wanted |= ENCRYPTED if "s3:PutObject" in wanted else set()
        wanted |= OF_A_DEAD_LETTER_QUEUE if "DeadLetterConfig" in function["Properties"] else set()
        wanted |= IN_A_NETWORK if "VpcConfig" in function["Properties"] else set()
        role = function["Properties"]["Role"]["Fn::GetAtt"][0]
        assert granted(stage, role) - OF_EVERY_FUNCTION == wanted, package
        checked.add(package)
    environment = STAGES[next(iter(stage)).partition("-")[0]]
    assert checked == {name for name in PACKAGES if getattr(environment, SECTIONS.get(name, "api"))}
