"""An account a student: the sandbox stands alone, allows what the shared one does, and fits a stack set."""

import json
import re
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.account_template import LONGEST, account_template
from stacks.context import context
from stacks.platform import Platform
from tests.stacks.classes.accounts import UNITS, environment, roster
from tests.stacks.reading import Resource, Synthesized, Template, only
from tests.stacks.test_lint import linted
from tests.stacks.test_nag import findings

SANDBOX, STACK_SET = "Classroom-Class-demo", "AWS::CloudFormation::StackSet"
BY_NAME = re.compile(r"AwsSolutions-IAM5\[(Resource|Action)::.*\]")


@pytest.fixture(scope="module")
def sandbox(accounts: Synthesized) -> Template:
    return accounts.templates[SANDBOX]


def carried(accounts: Synthesized, stack: str) -> dict[str, Any]:
    properties: dict[str, Any] = only(accounts.templates[f"Carriers-{stack}"], STACK_SET)["Properties"]
    return properties


def named(template: Template, logical_id: str) -> Resource:
    (found,) = (one for name, one in template["Resources"].items() if re.fullmatch(logical_id, name))
    return dict(found)


def test_the_template_fits_a_stack_set_and_is_the_same_each_time(accounts: Synthesized) -> None:
    body = carried(accounts, "Accounts")["TemplateBody"]
    assert len(body.encode()) <= LONGEST
    assert body == account_template(config=environment(), roster=roster())
    assert body == carried(accounts, "Blueprint")["TemplateBody"]


def test_the_sandbox_needs_nothing_of_another_stack_or_of_a_bootstrap(accounts: Synthesized) -> None:
    body = carried(accounts, "Accounts")["TemplateBody"]
    assert [
        word for word in ("Fn::ImportValue", "cdk-hnb659fds", "Custom::", "Metadata") if word in body
    ] == []
    assert set(json.loads(body)) == {"Description", "Outputs", "Resources"}


def test_what_is_checked_is_what_is_carried(accounts: Synthesized, sandbox: Template) -> None:
    body = json.loads(carried(accounts, "Accounts")["TemplateBody"])
    for resource in sandbox["Resources"].values():
        resource.pop("Metadata", None)
    assert body["Resources"] == sandbox["Resources"]


def test_the_role_has_the_ceiling_and_the_access_of_the_shared_account(
    sandbox: Template, templates: dict[str, Template]
) -> None:
    shared = templates["Classroom-Class-demo"]
    for logical_id in ("Boundary.*", "Access.*", "Freeze.*"):
        ours, theirs = (_allowed(template, logical_id) for template in (sandbox, shared))
        assert ours == theirs
    role = named(sandbox, "Role")["Properties"]
    assert role["RoleName"] == {"Fn::Join": ["", ["demo-", {"Ref": "AWS::AccountId"}]]}
    assert role["Path"] == "/lab2api/classroom/demo/"
    assert {"Key": "student", "Value": role["RoleName"]} in role["Tags"]
    assert role["PermissionsBoundary"]["Ref"].startswith("Boundary")


LESSONS = {"Effect": "Allow", "Action": "s3:GetObject"}
"""An archive that all read; in an account of its own there is none."""


def _allowed(template: Template, logical_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return what each policy says, but for what names buckets, keys and domains: they are others here."""
    kept = ("Sid", "Effect", "Action", "NotAction")
    said = {
        name: [
            {key: one[key] for key in kept if key in one}
            for one in resource["Properties"]["PolicyDocument"]["Statement"]
        ]
        for name, resource in template["Resources"].items()
        if re.fullmatch(logical_id, name) and resource["Type"] == "AWS::IAM::ManagedPolicy"
    }
    assert said
    return {
        name: [one for one in statements if {**one, "Sid": ""} != {**LESSONS, "Sid": ""}]
        for name, statements in said.items()
    }


def test_the_budget_is_the_whole_accounts_and_freezes_it(sandbox: Template) -> None:
    budget = only(sandbox, "AWS::Budgets::Budget")["Properties"]["Budget"]
    assert budget["BudgetLimit"] == {"Amount": 1, "Unit": "USD"}
    assert "CostFilters" not in budget
    assert budget["CostTypes"] == {"IncludeCredit": False, "IncludeRefund": False}
    action = only(sandbox, "AWS::Budgets::BudgetsAction")["Properties"]
    frozen = action["Definition"]["IamActionDefinition"]
    assert frozen["Roles"] == [{"Ref": "Role"}]
    assert frozen["PolicyArn"]["Ref"].startswith("Freeze")
    assert action["ApprovalModel"] == "AUTOMATIC"


def test_the_organization_gives_it_to_every_account_of_its_units(accounts: Synthesized) -> None:
    properties = carried(accounts, "Accounts")
    assert properties["PermissionModel"] == "SERVICE_MANAGED"
    assert properties["AutoDeployment"] == {"Enabled": True, "RetainStacksOnAccountRemoval": True}
    assert properties["CallAs"] == "DELEGATED_ADMIN"
    assert properties["Capabilities"] == ["CAPABILITY_NAMED_IAM"]
    assert properties["StackInstancesGroup"] == [
        {"DeploymentTargets": {"OrganizationalUnitIds": list(UNITS)}, "Regions": ["us-east-1"]}
    ]


def test_the_blueprint_is_what_the_hubs_guide_asks_for(accounts: Synthesized) -> None:
    """Innovation Sandbox on AWS, administrator guide: self-managed, its two roles, no deployment targets."""
    properties = carried(accounts, "Blueprint")
    assert properties["PermissionModel"] == "SELF_MANAGED"
    assert {"StackInstancesGroup", "AutoDeployment", "CallAs"} & set(properties) == set()
    assert properties["ManagedExecution"] == {"Active": True}
    parts = properties["AdministrationRoleARN"]["Fn::Join"][1]
    assert parts[-3:] == [":role/InnovationSandbox-", {"Ref": "Namespace"}, "-IntermediateRole"]
    parts = properties["ExecutionRoleName"]["Fn::Join"][1]
    assert parts == ["InnovationSandbox-", {"Ref": "Namespace"}, "-SandboxAccountRole"]
    assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]{0,49}", properties["StackSetName"])


def test_the_packs_find_nothing_that_the_shared_class_does_not_explain(accounts: Synthesized) -> None:
    """A finding about a wildcard says the bucket's name, another one here: those are compared by path."""
    places = ("Classroom/Class-demo/Access/", "Classroom/Class-demo/Boundary/")
    others = [
        (rule, path)
        for _, rule, path in findings(accounts.report, "violations")
        if not (BY_NAME.fullmatch(rule) and path.startswith(places))
    ]
    assert others == []


def test_cfn_lint_finds_nothing(accounts: Synthesized) -> None:
    assert linted(accounts.assembly.glob("assembly-*/*.template.json"), region="us-east-1") == (0, "", "")


def test_a_class_with_accounts_has_nothing_of_a_student_in_the_environment(tmp_path: Path) -> None:
    settings = environment().model_copy(update={"classes": (roster(),)})
    app = cdk.App(analytics_reporting=False, outdir=str(tmp_path), context=context())
    stage = Platform(app, "Classroom", config=settings)
    classes = [child.node.id for child in stage.node.children if child.node.id.startswith("Class-")]
    assert classes == ["Class-demo-Accounts"]


def test_an_environment_without_studio_is_refused_by_name() -> None:
    settings = environment().model_copy(update={"studio": None})
    with pytest.raises(ValueError, match=r"demo: classroom has no \[studio\]"):
        account_template(config=settings, roster=roster())
