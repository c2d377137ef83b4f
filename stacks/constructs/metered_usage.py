"""What the AI functions log of each paid request, delivered within seconds and added to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.constructs.function import PlatformFunction

if TYPE_CHECKING:
    from stacks.class_shared import ClassStack

METERED = "EstimatedUsd"
"""The word that lines of lambda/http_api/usage.py have and no other."""


class MeteredUsage(Construct):
    """`function` adds up, and calls `guard` at once where a budget is spent."""

    def __init__(self, scope: Construct, id: str, *, shared: ClassStack, guard: PlatformFunction) -> None:
        super().__init__(scope, id)
        self.function = PlatformFunction(
            self,
            "Function",
            package="metered_usage",
            shared=("class_ledger",),
            description=f"Adds what {shared.roster.name} asks of paid AI services to the ledger",
            key=shared.data.key,
            retention=shared.config.retention,
            environment={
                "LAB2API_CLASS_NAME": shared.roster.name,
                "LAB2API_TABLE": shared.table.table_name,
                "LAB2API_GUARD": guard.function_name,
            },
            memory_mb=256,
            timeout_seconds=60,
        )
        self._allow(shared, guard)
        for name, function in shared.metered.items():
            self._listen(name, function)

    def _allow(self, shared: ClassStack, guard: PlatformFunction) -> None:
        role, items = self.function.service_role, ("Query", "GetItem", "PutItem", "UpdateItem")
        role.allow(
            "Ledger",
            actions=[f"dynamodb:{verb}" for verb in items],
            resources=[shared.table.table_arn],
        )
        role.allow("Freeze", actions=["lambda:InvokeFunction"], resources=[guard.function_arn])

    def _listen(self, name: str, function: PlatformFunction) -> None:
        stack, group = cdk.Stack.of(self), function.log_group
        arn = stack.format_arn(
            service="logs",
            resource="log-group",
            resource_name=f"{group.log_group_name}:*",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        self.function.add_permission(
            f"Logs{name}",
            principal=iam.ServicePrincipal("logs.amazonaws.com"),
            source_account=stack.account,
            source_arn=arn,
        )
        subscription = logs.CfnSubscriptionFilter(
            self,
            name,
            log_group_name=group.log_group_name,
            filter_pattern=METERED,
            destination_arn=self.function.function_arn,
        )
        # Logs tries the function when it is subscribed.
        subscription.node.add_dependency(self.function)
