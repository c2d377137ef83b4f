"""The guard of a class: a function that comes by each minute, what wakes it early, and what misses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from config.calendar import starts
from config.roster import Roster
from stacks.constructs.class_hours import hours_as_json
from stacks.constructs.function import PlatformFunction
from stacks.constructs.guard_access import GuardAccess
from stacks.constructs.guard_alarms import GuardAlarms
from stacks.constructs.guard_calls import GuardCalls
from stacks.constructs.guard_prices import guard_prices
from stacks.constructs.metered_usage import MeteredUsage

if TYPE_CHECKING:
    from stacks.class_shared import ClassStack

MEMORY_MB, TIMEOUT_SECONDS = 1024, 300
"""A run reads a class of 1,000 in seconds; the most of a run is what it has to end."""


class SpendGuard(Construct):
    """`function` is the guard; `usage` is told of each request to a paid AI service.

    No concurrency is reserved: new accounts refuse that, and runs that overlap count nothing twice.
    """

    def __init__(self, scope: Construct, id: str, *, shared: ClassStack) -> None:
        super().__init__(scope, id)
        self._shared = shared
        config, roster = shared.config, shared.roster
        self.function = self._function(config, roster)
        GuardAccess(self, "Access", shared=shared, role=self.function.service_role)
        GuardCalls(self, "Calls", roster=roster, function=self.function)
        self.usage = MeteredUsage(self, "Usage", shared=shared, guard=self.function)
        GuardAlarms(
            self,
            "Alarms",
            config=config,
            roster=roster,
            functions={"guard": self.function, "count of AI services": self.usage.function},
            topic=shared.alarm_topic,
        )
        cdk.CfnOutput(cdk.Stack.of(self), "GuardFunctionName", value=self.function.function_name)

    def _function(self, config: Environment, roster: Roster) -> PlatformFunction:
        shared, studio = self._shared, config.studio
        if studio is None:
            raise ValueError(f"{config.name} has no [studio], in which the class {roster.name} would work")
        environment = {
            "LAB2API_ENVIRONMENT": config.name,
            "LAB2API_CLASS_NAME": roster.name,
            "LAB2API_TABLE": shared.table.table_name,
            "LAB2API_DOMAIN": shared.studio.domain.id,
            "LAB2API_DEFAULT_TYPE": studio.instance_type,
            "LAB2API_DEFAULT_GIGABYTES": str(studio.storage_gb),
            "LAB2API_FREEZE_POLICY": shared.freeze_policy_arn,
            "LAB2API_TOPIC": shared.alarm_topic.topic_arn,
            "LAB2API_PLAN": shared.plan.usage_plan_id,
            "LAB2API_BEDROCK": str("bedrock" in roster.services).lower(),
            "LAB2API_BEGINS": starts(roster).isoformat(),
            "LAB2API_IDLE_ENDPOINT_MINUTES": str(roster.idle_endpoint_minutes),
            "LAB2API_PRICES": guard_prices(config, roster),
        }
        if hours := hours_as_json(roster):
            environment["LAB2API_HOURS"] = hours
        return PlatformFunction(
            self,
            "Function",
            package="spend_guard",
            shared=("class_ledger",),
            description=f"Counts what {roster.name} spends, warns, freezes, and stops what runs on",
            key=shared.data.key,
            retention=config.retention,
            environment=environment,
            memory_mb=MEMORY_MB,
            timeout_seconds=TIMEOUT_SECONDS,
        )
