"""New raw data starts the pipeline; so does the clock, if the environment says so."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from config import Environment
from stacks.constructs.role import ServiceRole
from stacks.data import DataStack

MAXIMUM_EVENT_AGE_SECONDS = 3600
MAXIMUM_RETRIES = 10
OBJECT_KEY = "$.detail.object.key"
"""EventBridge reads a parameter that is a JSON path from the event (EventBridge guide, target parameters)."""


class PipelineTrigger(Construct):
    """Rules with a role that can start this pipeline and nothing else; a failed start waits in a queue."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        data: DataStack,
        pipeline: sagemaker.CfnPipeline,
    ) -> None:
        super().__init__(scope, id)
        self._arn = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="pipeline", resource_name=pipeline.ref
        )
        self._role = ServiceRole(self, "Role", service="events", description="Starts the training pipeline")
        self._role.allow("Start", actions=["sagemaker:StartPipelineExecution"], resources=[self._arn])
        self._undelivered = sqs.Queue(
            self,
            "Undelivered",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=data.key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
        )
        rules = [self._on_new_data(config=config, data=data)]
        if config.training.schedule:
            rules.append(self._on_schedule(config.training.schedule))
        self._let_rules_report(rules)

    def _on_new_data(self, *, config: Environment, data: DataStack) -> events.CfnRule:
        """Only the configured model's folder: another model's CSV has another target column."""
        pattern = {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {
                "bucket": {"name": [data.raw.bucket_name]},
                "object": {"key": [{"wildcard": f"datasets/{config.training.model}/*.csv"}]},
            },
        }
        target = self._target([{"name": "DataKey", "value": OBJECT_KEY}])
        return events.CfnRule(
            self,
            "NewData",
            description="New raw data trains a model",
            event_pattern=pattern,
            targets=[target],
        )

    def _on_schedule(self, schedule: str) -> events.CfnRule:
        """Without an object of its own, the execution takes everything in the model's folder."""
        return events.CfnRule(
            self,
            "Schedule",
            description="Trains the model at fixed times",
            schedule_expression=schedule,
            targets=[self._target([])],
        )

    def _target(self, parameters: list[dict[str, str]]) -> dict[str, Any]:
        return {
            "id": "Pipeline",
            "arn": self._arn,
            "roleArn": self._role.role_arn,
            "sageMakerPipelineParameters": {"pipelineParameterList": parameters},
            "deadLetterConfig": {"arn": self._undelivered.queue_arn},
            "retryPolicy": {
                "maximumEventAgeInSeconds": MAXIMUM_EVENT_AGE_SECONDS,
                "maximumRetryAttempts": MAXIMUM_RETRIES,
            },
        }

    def _let_rules_report(self, rules: list[events.CfnRule]) -> None:
        self._undelivered.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Rules",
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self._undelivered.queue_arn],
                conditions={"ArnEquals": {"aws:SourceArn": [rule.attr_arn for rule in rules]}},
            )
        )
