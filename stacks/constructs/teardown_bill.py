"""The teardown and what counts money: it may find and delete budgets, alarms, profiles of Bedrock."""

import aws_cdk as cdk

from stacks.constructs.class_names import ClassNames
from stacks.constructs.role import ServiceRole

POLICY = "Bill"


def allow_bill(role: ServiceRole, *, names: ClassNames) -> None:
    """Let `role` find and delete the students'."""
    _budgets(role, names)
    find, delete = ["cloudwatch:DescribeAlarms"], ["cloudwatch:DeleteAlarms"]
    role.allow("FindAlarms", actions=find, resources=[names.alarm("*")], policy=POLICY)
    role.allow("Alarms", actions=delete, resources=[names.alarm(names.pattern)], policy=POLICY)
    role.allow(
        "Profiles",
        actions=["bedrock:DeleteInferenceProfile"],
        resources=[
            cdk.Stack.of(role).format_arn(
                service="bedrock", resource="application-inference-profile", resource_name="*"
            )
        ],
        conditions={"StringEquals": {"aws:ResourceTag/class": names.roster.name}},
        policy=POLICY,
    )


def _budgets(role: ServiceRole, names: ClassNames) -> None:
    own, of_actions = names.budgets, [f"{names.budgets}/action/*"]
    role.allow("Budgets", actions=["budgets:ViewBudget"], resources=[names.budget("*")], policy=POLICY)
    role.allow(
        "OwnBudgets",
        actions=["budgets:ModifyBudget", "budgets:DescribeBudgetActionsForBudget"],
        resources=[own],
        policy=POLICY,
    )
    delete = ["budgets:DeleteBudgetAction"]
    role.allow("BudgetActions", actions=delete, resources=of_actions, policy=POLICY)
