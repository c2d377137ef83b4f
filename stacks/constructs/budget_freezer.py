"""The role with which AWS Budgets freezes a student: it attaches one policy, to roles of one class."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.cohorts import role_path
from config.roster import Roster
from stacks.constructs.role import ServiceRole


class BudgetFreezer(ServiceRole):
    """Source: Cost Management guide, configuring a role for AWS Budgets to run budget actions."""

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, roster: Roster, freeze_arn: str
    ) -> None:
        super().__init__(
            scope, id, service="budgets", description=f"AWS Budgets freezes students of {roster.name} with it"
        )
        self.allow(
            "Freeze",
            actions=["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            resources=[students_of(cdk.Stack.of(self), config=config, roster=roster)],
            conditions={"ArnEquals": {"iam:PolicyARN": freeze_arn}},
        )


def students_of(stack: cdk.Stack, *, config: Environment, roster: Roster) -> str:
    """Return the ARN of every role of a class: naming each would change with every student."""
    return stack.format_arn(
        service="iam",
        region="",
        resource=f"role{role_path(config, roster)}{roster.name}-*",
        arn_format=cdk.ArnFormat.NO_RESOURCE_NAME,
    )


def let_budgets_tell(*, key: kms.IKey, topic: sns.ITopic) -> None:
    """Let AWS Budgets say on the encrypted topic that it froze one (Cost Management guide, SNS topics)."""
    account: dict[str, object] = {"StringEquals": {"aws:SourceAccount": cdk.Stack.of(key).account}}
    service = iam.ServicePrincipal("budgets.amazonaws.com")
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            sid="Budgets",
            principals=[service],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions=account,
        )
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="Budgets",
            principals=[service],
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=["*"],
            conditions=account,
        )
    )
