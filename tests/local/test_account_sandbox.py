"""The sandbox of an account of its own, deployed from its text alone, its role below the boundary."""

import json

import config
from config.roster_files import load_roster
from stacks.account_template import account_template
from tests.local.conftest import Client
from tests.local.deployment import delete, deploy, failures, outputs

ACCOUNT = "000000000000"


def test_the_sandbox_comes_and_goes_as_one_stack(client: Client) -> None:
    template = account_template(config=config.load("classroom"), roster=load_roster("demo"))
    cloudformation, name = client("cloudformation"), f"demo-{ACCOUNT}"
    assert deploy(cloudformation, "sandbox-account", json.loads(template)) == "CREATE_COMPLETE", failures(
        cloudformation, "sandbox-account"
    )
    role = client("iam").get_role(RoleName=name)["Role"]
    assert "Boundary" in role["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert {"Key": "student", "Value": name} in role["Tags"]
    domain = outputs(cloudformation, "sandbox-account")["DomainId"]
    profile = client("sagemaker").describe_user_profile(DomainId=domain, UserProfileName=name)
    assert profile["UserSettings"]["ExecutionRole"] == role["Arn"]
    action = client("budgets").describe_budget_actions_for_budget(AccountId=ACCOUNT, BudgetName=name)
    assert [one["Status"] for one in action["Actions"]] == ["STANDBY"]
    delete(cloudformation, "sandbox-account")
