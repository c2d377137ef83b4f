"""A log group that is encrypted with the environment's key and forgets on time."""

from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from config.models import Retention
from stacks.constructs.retention import removal_policy


class PlatformLogGroup(logs.LogGroup):
    """Name it only where a service writes to a fixed name; otherwise CloudFormation names it."""

    def __init__(
        self, scope: Construct, id: str, *, key: kms.IKey, retention: Retention, name: str | None = None
    ) -> None:
        super().__init__(
            scope, id, log_group_name=name, encryption_key=key, removal_policy=removal_policy(retention)
        )
        resource = self.node.default_child
        assert isinstance(resource, logs.CfnLogGroup)  # noqa: S101 - narrows the type for mypy
        resource.retention_in_days = retention.log_days
