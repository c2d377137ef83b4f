"""A private bucket: TLS only, encrypted with the environment's key, versioned, logged, with a lifecycle."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config.models import Environment
from stacks.constructs.retention import removal_policy


class PlatformBucket(s3.Bucket):
    """Give `key` and `logs` to every bucket but the one that receives access logs.

    `noncurrent_days` is how long what was deleted can be brought back, where that is not the environment's
    choice but a promise to forget. S3 delivers server access logs only into buckets with S3-managed keys
    (S3 guide, enabling access logging).
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey | None = None,
        logs: s3.IBucket | None = None,
        noncurrent_days: int | None = None,
    ) -> None:
        super().__init__(
            scope,
            id,
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=True,
            server_access_logs_bucket=logs,
            server_access_logs_prefix=f"{id.lower()}/" if logs else None,
            removal_policy=removal_policy(config.retention),
        )
        self.add_lifecycle_rule(
            id="Tidy",
            abort_incomplete_multipart_upload_after=cdk.Duration.days(7),
            noncurrent_version_expiration=cdk.Duration.days(
                noncurrent_days or config.data.noncurrent_version_days
            ),
            expired_object_delete_marker=True,
        )

    def expire(self, *, prefix: str | None = None, days: int) -> None:
        """Delete objects below `prefix` when they are `days` old."""
        name = f"Expire-{prefix.strip('/')}" if prefix else "Expire"
        self.add_lifecycle_rule(id=name, prefix=prefix, expiration=cdk.Duration.days(days))

    def send_events(self) -> None:
        """Tell EventBridge about new objects.

        The property itself, not CDK's flag: that one goes through a custom resource with wide permissions.
        """
        resource = self.node.default_child
        assert isinstance(resource, s3.CfnBucket)  # noqa: S101 - narrows the type for mypy
        resource.add_property_override(
            "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True
        )
