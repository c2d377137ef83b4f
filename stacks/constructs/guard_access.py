"""What the guard may do: read all lists, and end, freeze and unfreeze what is the class's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from constructs import Construct

from stacks.constructs.class_names import ClassNames
from stacks.constructs.role import ServiceRole

if TYPE_CHECKING:
    from stacks.class_shared import ClassStack

LISTS = (
    "Apps",
    "Spaces",
    "Endpoints",
    "TrainingJobs",
    "ProcessingJobs",
    "TransformJobs",
    "HyperParameterTuningJobs",
    "AutoMLJobs",
)
NAMED = {
    "endpoint": ("DescribeEndpoint", "DeleteEndpoint"),
    "endpoint-config": ("DescribeEndpointConfig",),
    "training-job": ("DescribeTrainingJob", "StopTrainingJob"),
    "processing-job": ("DescribeProcessingJob", "StopProcessingJob"),
    "transform-job": ("DescribeTransformJob", "StopTransformJob"),
    "hyper-parameter-tuning-job": ("StopHyperParameterTuningJob",),
    "automl-job": ("StopAutoMLJob",),
}
"""By kind, what is done to things whose names begin with the class's."""
ITEMS = ("Query", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem")


class GuardAccess(Construct):
    """Policies of `role`. Lists and metrics have no resource to name (service authorization reference)."""

    def __init__(self, scope: Construct, id: str, *, shared: ClassStack, role: ServiceRole) -> None:
        super().__init__(scope, id)
        self._shared, self._role = shared, role
        self._names = ClassNames(
            scope=self, config=shared.config, roster=shared.roster, domain_id=shared.studio.domain.id
        )
        self._see()
        self._end()
        self._freeze()
        self._count()

    def _see(self) -> None:
        lists = [f"sagemaker:List{kind}" for kind in LISTS]
        self._role.allow("List", actions=lists, resources=["*"])
        self._role.allow("Metrics", actions=["cloudwatch:GetMetricData"], resources=["*"])
        if "bedrock" in self._shared.roster.services:
            self._role.allow("Profiles", actions=["bedrock:ListInferenceProfiles"], resources=["*"])

    def _end(self) -> None:
        """Allow to end what is named like the class.

        An app's ARN has the profile's or the space's name, whichever the app is of: Terraform's provider,
        tested against AWS, finds apps by that part (hashicorp/terraform-provider-aws, decodeAppID).
        """
        for kind, verbs in NAMED.items():
            self._role.allow(
                f"Own{verbs[0].removeprefix('Describe')}",
                actions=[f"sagemaker:{verb}" for verb in verbs],
                resources=[self._names.sagemaker(kind)],
                policy="Things",
            )
        apps = self._names.in_domain("app")
        self._role.allow("OwnApps", actions=["sagemaker:DeleteApp"], resources=[apps], policy="Things")

    def _freeze(self) -> None:
        """Allow one policy, which only denies, on roles of the class, and switching keys, which have none."""
        self._role.allow(
            "FreezeRoles",
            actions=["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            resources=[self._names.roles],
            conditions={"ArnEquals": {"iam:PolicyARN": self._shared.freeze_policy.managed_policy_arn}},
            policy="Freezing",
        )
        self._role.allow(
            "WhoIsFrozen",
            actions=["iam:ListEntitiesForPolicy"],
            resources=[self._shared.freeze_policy.managed_policy_arn],
            policy="Freezing",
        )
        keys = self._gateway("/apikeys/*")
        self._role.allow("SwitchKeys", actions=["apigateway:PATCH"], resources=[keys], policy="Freezing")

    def _count(self) -> None:
        shared = self._shared
        items = [f"dynamodb:{verb}" for verb in ITEMS]
        self._role.allow("Ledger", actions=items, resources=[shared.table.table_arn])
        usage = self._gateway(f"/usageplans/{shared.plan.usage_plan_id}/usage")
        self._role.allow("Requests", actions=["apigateway:GET"], resources=[usage])
        self._role.allow("Tell", actions=["sns:Publish"], resources=[shared.alarm_topic.topic_arn])
        # Who publishes to a topic with a key decrypts too (SNS guide): every function may, with this key.
        self._role.allow("Encrypt", actions=["kms:GenerateDataKey"], resources=[shared.data.key.key_arn])

    def _gateway(self, path: str) -> str:
        """Return an ARN of API Gateway's own management, which has no account in it."""
        stack = cdk.Stack.of(self)
        return f"arn:{stack.partition}:apigateway:{stack.region}::{path}"
