"""A log group that is encrypted with the environment's key and forgets on time."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from config.models import Retention
from stacks.constructs.retention import removal_policy


class PlatformLogGroup(logs.LogGroup):
    """Name it only where a service writes to a fixed name; otherwise CloudFormation names it.

    A named one goes with its stack, whatever `[retention] removal` says: left behind, it would stop the next
    deploy with "already exists".
    """

    def __init__(
        self, scope: Construct, id: str, *, key: kms.IKey, retention: Retention, name: str | None = None
    ) -> None:
        super().__init__(
            scope,
            id,
            log_group_name=name,
            encryption_key=key,
            removal_policy=cdk.RemovalPolicy.DESTROY if name else removal_policy(retention),
        )
        resource = self.node.default_child
        assert isinstance(resource, logs.CfnLogGroup)  # noqa: S101 - narrows the type for mypy
        resource.retention_in_days = retention.log_days
