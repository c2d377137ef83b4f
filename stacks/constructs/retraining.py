"""From the drift alarm to the training pipeline: the machine, and the rule between alarm and machine."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from config import Environment
from config.drift import Drift
from stacks.constructs.claim_table import ClaimTable
from stacks.constructs.delivered_rules import MACHINE, DeliveredRules
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.retraining_definition import Retraining, retraining_definition
from stacks.constructs.role import ServiceRole
from stacks.constructs.state_machine import LOG_PREFIX, PlatformStateMachine
from stacks.data import DataStack


class RetrainingMachine(Construct):
    """`lab2api-<environment>-retraining`, started by `alarm` and by no other."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        drift: Drift,
        table: ClaimTable,
        alarm: cloudwatch.Alarm,
        data: DataStack,
    ) -> None:
        super().__init__(scope, id)
        self._data, name = data, f"lab2api-{config.name}-retraining"
        pipeline, model = f"{config.name}-training", config.training.model
        role = self._role(table=table, pipeline=pipeline)
        self.machine = PlatformStateMachine(
            self,
            "Machine",
            name=name,
            definition=retraining_definition(
                Retraining(
                    drift=drift,
                    model=model,
                    table=table.table_name,
                    pipeline=pipeline,
                    data_key=drift.data_prefix(model),
                )
            ),
            role=role,
            logs=PlatformLogGroup(
                self, "Logs", key=data.key, retention=config.retention, name=f"{LOG_PREFIX}{name}"
            ),
            key=data.key,
        )
        self.rules = self._on(alarm)

    def _role(self, *, table: ClaimTable, pipeline: str) -> ServiceRole:
        role = ServiceRole(self, "Role", service="states", description="Starts retraining")
        arn = cdk.Stack.of(self).format_arn(service="sagemaker", resource="pipeline", resource_name=pipeline)
        role.allow("Start", actions=["sagemaker:StartPipelineExecution"], resources=[arn])
        table.allow_claims(role)
        use = ("Decrypt", "DescribeKey", "GenerateDataKey")
        role.allow("Encryption", actions=[f"kms:{verb}" for verb in use], resources=[self._data.key.key_arn])
        return role

    def _on(self, alarm: cloudwatch.Alarm) -> DeliveredRules:
        """Hear of this alarm's way into ALARM (CloudWatch guide, alarm events and EventBridge)."""
        rules = DeliveredRules(
            self,
            "Events",
            starts=self.machine.attr_arn,
            action=MACHINE,
            what="retraining",
            key=self._data.key,
        )
        rules.rule(
            "Drifted",
            description="Drift starts retraining",
            event_pattern={
                "source": ["aws.cloudwatch"],
                "detail-type": ["CloudWatch Alarm State Change"],
                "resources": [alarm.alarm_arn],
                "detail": {"state": {"value": ["ALARM"]}},
            },
            target={"id": "Machine"},
        )
        return rules
