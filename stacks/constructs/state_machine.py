"""The house state machine: its own key, its own log without data in it, and traces."""

from typing import Any

from aws_cdk import aws_kms as kms
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole

DATA_KEY_SECONDS = 300
LOG_PREFIX = "/aws/vendedlogs/states/"
"""Below it the log's resource policy cannot outgrow its limit (Step Functions guide)."""
LOG_DELIVERY = (
    "CreateLogDelivery",
    "GetLogDelivery",
    "UpdateLogDelivery",
    "DeleteLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "DescribeResourcePolicies",
    "DescribeLogGroups",
)
"""IAM gives these no resource to name (Step Functions guide, logging to CloudWatch Logs)."""
TRACING = ("PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets")


class PlatformStateMachine(sfn.CfnStateMachine):
    """It has a name, so that who starts it need not wait for it; `role` gets what every machine needs."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        definition: dict[str, Any],
        role: ServiceRole,
        logs: PlatformLogGroup,
        key: kms.IKey,
    ) -> None:
        super().__init__(
            scope,
            id,
            state_machine_name=name,
            state_machine_type="STANDARD",
            role_arn=role.role_arn,
            definition=definition,
            encryption_configuration=sfn.CfnStateMachine.EncryptionConfigurationProperty(
                type="CUSTOMER_MANAGED_KMS_KEY",
                kms_key_id=key.key_arn,
                kms_data_key_reuse_period_seconds=DATA_KEY_SECONDS,
            ),
            logging_configuration=_logging(logs),
            tracing_configuration=sfn.CfnStateMachine.TracingConfigurationProperty(enabled=True),
        )
        role.allow("DeliverLogs", actions=[f"logs:{action}" for action in LOG_DELIVERY], resources=["*"])
        role.allow("Trace", actions=[f"xray:{action}" for action in TRACING], resources=["*"])
        self.node.add_dependency(role)


def _logging(logs: PlatformLogGroup) -> sfn.CfnStateMachine.LoggingConfigurationProperty:
    destination = sfn.CfnStateMachine.LogDestinationProperty(
        cloud_watch_logs_log_group=sfn.CfnStateMachine.CloudWatchLogsLogGroupProperty(
            log_group_arn=logs.log_group_arn
        )
    )
    return sfn.CfnStateMachine.LoggingConfigurationProperty(
        level="ALL", include_execution_data=False, destinations=[destination]
    )
