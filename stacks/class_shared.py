"""What a class shares: the ledger, the policies of its roles, the guard, the portal and the teardown."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.cohorts import cohort_count
from config.roster import Roster
from stacks.api import ApiStack
from stacks.constructs.class_boundary import ClassBoundary
from stacks.constructs.class_ground import class_ground
from stacks.constructs.class_plan import ClassPlan
from stacks.constructs.class_portal import ClassPortal
from stacks.constructs.class_teardown import ClassTeardown
from stacks.constructs.freeze_policy import FreezePolicy
from stacks.constructs.function import PlatformFunction
from stacks.constructs.lease_grants import LeaseGrants
from stacks.constructs.lease_table import LeaseTable
from stacks.constructs.spend_guard import SpendGuard
from stacks.constructs.student_access import StudentAccess
from stacks.constructs.student_names import StudentNames
from stacks.data import DataStack
from stacks.studio import StudioStack


class ClassStack(cdk.Stack):
    """One a class. A student's own things are in the cohort stacks, which import from here.

    `metered` are the functions that log what requests to paid AI services cost.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        roster: Roster,
        data: DataStack,
        studio: StudioStack,
        api: ApiStack,
        metered: Mapping[str, PlatformFunction],
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(
            scope, id, description="What a class shares: ledger, policies, guard, portal, teardown"
        )
        self.config, self.roster = config, roster
        self.data, self.studio, self.api, self.alarm_topic = data, studio, api, alarm_topic
        self.metered = metered
        self.table = LeaseTable(self, "Ledger", config=config, key=data.key)
        names = StudentNames(
            scope=self,
            config=config,
            roster=roster,
            domain_id=studio.domain.id,
            bucket_arn=studio.workspace.bucket_arn,
            key_arn=data.key.key_arn,
            lessons_arn=studio.lessons.arn,
        )
        self.boundary = ClassBoundary(self, "Boundary", names=names)
        self.access = StudentAccess(self, "Access", names=names)
        self.freeze_policy = FreezePolicy(self, "Freeze", config=config, roster=roster)
        self.teardown = ClassTeardown(
            self,
            "Teardown",
            config=config,
            roster=roster,
            key=data.key,
            logs=data.logs,
            table=self.table,
            workspace=studio.workspace,
            domain_id=studio.domain.id,
            alarm_topic=alarm_topic,
        )
        self.plan = ClassPlan(self, "Plan", roster=roster, api=api.api)
        self.leases = LeaseGrants(
            self,
            "Leases",
            config=config,
            roster=roster,
            key=data.key,
            table=self.table,
            freeze_policy=self.freeze_policy_arn,
        )
        self.ground = class_ground(self)
        self.guard = SpendGuard(self, "Guard", shared=self)
        self.portal = ClassPortal(
            self,
            "Portal",
            config=config,
            roster=roster,
            table=self.table,
            key=data.key,
            domain_id=studio.domain.id,
            firewall_arn=api.firewall_arn,
        )
        # API Gateway writes the portal's logs with the role of the account, which that stack sets.
        self.add_stack_dependency(api)
        cdk.Tags.of(self).add("class", roster.name)
        cdk.CfnOutput(self, "LedgerTableName", value=self.table.table_name)
        # A deploy with another number would move students: cli/classes/before_deploy.py compares.
        cdk.CfnOutput(self, "Cohorts", value=str(cohort_count(roster)))

    @property
    def freeze_policy_arn(self) -> str:
        """What is attached to who is frozen; empty with `[account]`, where no policy can be made."""
        return "" if self.config.account else self.freeze_policy.managed_policy_arn
