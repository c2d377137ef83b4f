"""The function behind Custom::Lease, one a class: it writes into that class's ledger, and thaws who goes."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from config.roster import Roster
from stacks.constructs.budget_freezer import students_of
from stacks.constructs.class_teardown import DENY_ALL
from stacks.constructs.function import PlatformFunction


class LeaseGrants(PlatformFunction):
    """Granting a lease again changes its terms, never its state or what was spent.

    `freeze_policy` is an ARN, empty where no role may be touched.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        roster: Roster,
        key: kms.IKey,
        table: dynamodb.ITable,
        freeze_policy: str,
    ) -> None:
        super().__init__(
            scope,
            id,
            package="lease",
            shared=("class_ledger", "custom_resources"),
            description="Custom::Lease: grants a student's lease, changes its terms, takes it back",
            key=key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_LEDGER": table.table_name,
                "LAB2API_FREEZE_POLICY": freeze_policy,
                "LAB2API_DENY_POLICY": DENY_ALL if freeze_policy else "",
            },
            memory_mb=256,
            timeout_seconds=60,
        )
        actions = [f"dynamodb:{verb}Item" for verb in ("Get", "Update", "Delete")]
        self.service_role.allow("KeepLeases", actions=actions, resources=[table.table_arn])
        if freeze_policy:
            self.service_role.allow(
                "Thaw",
                actions=["iam:DetachRolePolicy"],
                resources=[students_of(cdk.Stack.of(self), config=config, roster=roster)],
                conditions={"ArnEquals": {"iam:PolicyARN": [freeze_policy, DENY_ALL]}},
            )
