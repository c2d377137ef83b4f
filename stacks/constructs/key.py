"""The customer managed key that encrypts everything an environment keeps."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from config.models import Retention
from stacks.constructs.retention import removal_policy


class PlatformKey(kms.Key):
    """A rotating CMK. Roles get at it by their own policies; services of this account by statements below."""

    def __init__(self, scope: Construct, id: str, *, retention: Retention) -> None:
        super().__init__(
            scope,
            id,
            enable_key_rotation=True,
            removal_policy=removal_policy(retention),
            pending_window=cdk.Duration.days(30 if retention.removal == "retain" else 7),
        )
        self._allow_log_groups()
        self._allow_publishers()
        self._allow_log_delivery()

    def _allow_log_groups(self) -> None:
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="LogGroups",
                principals=[iam.ServicePrincipal(f"logs.{cdk.Stack.of(self).region}.amazonaws.com")],
                actions=[
                    "kms:Encrypt",
                    "kms:Decrypt",
                    "kms:ReEncryptFrom",
                    "kms:ReEncryptTo",
                    "kms:GenerateDataKey",
                    "kms:GenerateDataKeyWithoutPlaintext",
                    "kms:DescribeKey",
                ],
                resources=["*"],
                conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": self._log_arns()}},
            )
        )

    def _allow_publishers(self) -> None:
        """Alarms, rules and topics write to encrypted topics and queues as themselves, not through a role."""
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsAndRules",
                principals=[
                    iam.ServicePrincipal(f"{name}.amazonaws.com") for name in ("cloudwatch", "events", "sns")
                ],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}},
            )
        )

    def _allow_log_delivery(self) -> None:
        """Let the log of an encrypted state machine through (Step Functions guide, encryption)."""
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="LogDelivery",
                principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
                actions=["kms:Decrypt"],
                resources=["*"],
                conditions={"StringLike": {"kms:EncryptionContext:SourceArn": self._log_arns()}},
            )
        )

    def _log_arns(self) -> str:
        return cdk.Stack.of(self).format_arn(
            service="logs", resource="*", arn_format=cdk.ArnFormat.NO_RESOURCE_NAME
        )
