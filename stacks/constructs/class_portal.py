"""The door of a class: a small REST API of its own, whose pages take a token in place of an API key."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from config import Environment
from config.calendar import starts
from config.roster import Roster
from stacks.constructs.class_door import ClassDoor
from stacks.constructs.class_hours import hours_as_json
from stacks.constructs.function import PlatformFunction
from stacks.constructs.lease_table import LeaseTable

MEMORY_MB, TIMEOUT_SECONDS = 512, 20
COUNTED = ["Class", "Item", "failures", "Expires"]
"""The attributes of a count of failures: what the pages may write, and nothing of a lease or a token."""


class ClassPortal(Construct):
    """`api` is the REST API, `function` what answers; behind the API's firewall where there is one."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        roster: Roster,
        table: LeaseTable,
        key: kms.IKey,
        domain_id: str,
        firewall_arn: str | None,
    ) -> None:
        super().__init__(scope, id)
        self._config, self._roster = config, roster
        self.function = self._function(table=table, key=key, domain_id=domain_id)
        self._allow(table=table, domain_id=domain_id)
        self.api = ClassDoor(self, "Door", config=config, roster=roster, key=key, pages=self.function.live)
        if firewall_arn:
            wafv2.CfnWebACLAssociation(
                self,
                "Firewall",
                resource_arn=self.api.deployment_stage.stage_arn,
                web_acl_arn=firewall_arn,
            )
        cdk.CfnOutput(cdk.Stack.of(self), "PortalApiId", value=self.api.rest_api_id)
        cdk.CfnOutput(cdk.Stack.of(self), "PortalUrl", value=self.api.url_for_path("/sign-in"))

    def _function(self, *, table: LeaseTable, key: kms.IKey, domain_id: str) -> PlatformFunction:
        config, roster = self._config, self._roster
        environment = {
            "LAB2API_ENVIRONMENT": config.name,
            "LAB2API_CLASS_NAME": roster.name,
            "LAB2API_COURSE": roster.course,
            "LAB2API_TABLE": table.table_name,
            "LAB2API_DOMAIN_ID": domain_id,
            "LAB2API_REGION": config.region,
            "LAB2API_BEGINS": starts(roster).isoformat(),
            "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
        }
        if hours := hours_as_json(roster):
            environment["LAB2API_HOURS"] = hours
        return PlatformFunction(
            self,
            "Pages",
            package="class_portal",
            shared=("class_ledger",),
            description="Signs students of a class in to Studio, and shows the instructor who spends what",
            key=key,
            retention=config.retention,
            environment=environment,
            memory_mb=MEMORY_MB,
            timeout_seconds=TIMEOUT_SECONDS,
            snap_start=config.snap_start,
        )

    def _allow(self, *, table: LeaseTable, domain_id: str) -> None:
        """Allow reading the ledger, counting failures in it, and Studio as any student of this class.

        Studio asks this role again with every request of a session (SageMaker API reference,
        CreatePresignedDomainUrl): what is taken away here ends the sessions too.
        """
        role, name = self.function.service_role, self._roster.name
        profiles = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="user-profile", resource_name=f"{domain_id}/{name}-*"
        )
        role.allow("ReadLedger", actions=["dynamodb:GetItem", "dynamodb:Query"], resources=[table.table_arn])
        role.allow(
            "CountFailures",
            actions=["dynamodb:UpdateItem"],
            resources=[table.table_arn],
            conditions={
                "ForAllValues:StringEquals": {"dynamodb:Attributes": COUNTED},
                "StringEqualsIfExists": {"dynamodb:ReturnValues": ["NONE", "UPDATED_NEW"]},
            },
        )
        role.allow("OpenStudio", actions=["sagemaker:CreatePresignedDomainUrl"], resources=[profiles])
