"""The function behind GET /v1/features: it reads records of exactly the environment's feature groups."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from stacks.constructs.feature_names import feature_group_arns
from stacks.constructs.function import PlatformFunction


class FeaturesFunction(PlatformFunction):
    """There in every environment, as the API's document is one; without `[features]` it may read nothing.

    It is in no VPC: all it calls is AWS's own API.
    """

    def __init__(self, scope: Construct, id: str, *, config: Environment, key: kms.IKey) -> None:
        super().__init__(
            scope,
            id,
            package="features",
            description="Reads records of feature groups from the online store",
            key=key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_GROUPS": ",".join(config.features.groups if config.features else ()),
                "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
            },
            memory_mb=config.api.proxy_memory_mb,
            timeout_seconds=config.api.proxy_timeout_seconds,
            snap_start=config.snap_start,
            reserved_concurrency=config.ai.reserved_concurrency,
        )
        if arns := feature_group_arns(cdk.Stack.of(self), config=config):
            actions = ["sagemaker:GetRecord", "sagemaker:DescribeFeatureGroup"]
            self.service_role.allow("ReadFeatures", actions=actions, resources=arns)
