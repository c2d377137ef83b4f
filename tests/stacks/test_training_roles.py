"""What the training pipeline and the rule that starts it may do: that, and nothing else."""

import json
from typing import Any

import pytest

import config
from tests.stacks.reading import Template, each, identity_statements, only

ENVIRONMENTS = ("dev", "prod")


ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def template_of(templates: dict[str, Template], environment: str) -> Template:
    return templates[f"{environment.capitalize()}-Training"]


def arn_text(value: Any) -> str:
    """An ARN built by Fn::Join as text, its references left out; of another stack's, the stack's name."""
    if "Fn::ImportValue" in value:
        return str(value["Fn::ImportValue"]).partition(":")[0]
    return value if isinstance(value, str) else "".join(p for p in value["Fn::Join"][1] if isinstance(p, str))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_only_sagemaker_for_this_account_can_be_the_execution_role(
    templates: dict[str, Template], environment: str
) -> None:
    template = template_of(templates, environment)
    (trust,) = template["Resources"][role_of_pipeline(template)]["Properties"]["AssumeRolePolicyDocument"][
        "Statement"
    ]
    assert (trust["Principal"], trust["Condition"]) == ({"Service": "sagemaker.amazonaws.com"}, ACCOUNT)


def role_of_pipeline(template: Template) -> str:
    logical_id: str = only(template, "AWS::SageMaker::Pipeline")["Properties"]["RoleArn"]["Fn::GetAtt"][0]
    return logical_id


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_role_can_be_passed_to_sagemaker_only_and_only_itself(
    templates: dict[str, Template], environment: str
) -> None:
    template = template_of(templates, environment)
    found = [s for _, s in identity_statements({"T": template}) if "PassRole" in json.dumps(s["Action"])]
    (statement,) = found
    assert statement["Action"] == "iam:PassRole"
    assert statement["Resource"] == {"Fn::GetAtt": [role_of_pipeline(template), "Arn"]}
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_roles_policies_fit_into_what_iam_takes(templates: dict[str, Template], environment: str) -> None:
    template = template_of(templates, environment)
    role = {"Ref": role_of_pipeline(template)}
    policies = [policy for _, policy in each({"T": template}, "AWS::IAM::ManagedPolicy")]
    held = [policy for policy in policies if role in policy["Properties"]["Roles"]]
    assert 0 < len(held) <= 10
    longest = max(len(json.dumps(policy["Properties"]["PolicyDocument"])) for policy in held)
    assert longest <= 6_144, "IAM counts fewer characters than this, so the policy fits for certain"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_jobs_and_packages_are_those_that_the_pipeline_makes(
    templates: dict[str, Template], environment: str
) -> None:
    statements = [s for _, s in identity_statements({"T": template_of(templates, environment)})]
    resources = [
        arn_text(resource).rpartition(":")[2]
        for statement in statements
        if "sagemaker:" in json.dumps(statement["Action"])
        for resource in (
            statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        )
    ]
    assert set(resources) == {
        "processing-job/pipelines-*",
        "training-job/pipelines-*",
        f"model-package-group/{environment}-*",
        f"model-package/{environment}-*",
        "pipeline/",
        *of_sections(environment),
    }


def of_sections(environment: str) -> set[str]:
    """What the steps of `[features]` and `[tracking]` use besides."""
    settings = config.load(environment)
    group = settings.features.ingest if settings.features else None
    app = settings.tracking is not None and settings.tracking.app
    groups = {f"feature-group/{environment}-{group}"} if group else set()
    return groups | ({f"{environment.capitalize()}-Tracking"} if app else set())


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_rules_role_can_start_this_pipeline_and_nothing_else(
    templates: dict[str, Template], environment: str
) -> None:
    template = template_of(templates, environment)
    rules = [rule["Properties"] for _, rule in each({"T": template}, "AWS::Events::Rule")]
    target, *others = (target for rule in rules for target in rule["Targets"])
    assert {(other["RoleArn"]["Fn::GetAtt"][0], str(other["Arn"])) for other in others} <= {
        (target["RoleArn"]["Fn::GetAtt"][0], str(target["Arn"]))
    }
    role = {"Ref": target["RoleArn"]["Fn::GetAtt"][0]}
    policies = [
        policy["Properties"]["PolicyDocument"]["Statement"]
        for _, policy in each({"T": template}, "AWS::IAM::ManagedPolicy")
        if policy["Properties"]["Roles"] == [role]
    ]
    ((statement,),) = policies
    assert statement["Action"] == "sagemaker:StartPipelineExecution"
    assert statement["Resource"] == target["Arn"]
