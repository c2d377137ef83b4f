"""Rules of EventBridge that start one thing, and lose no event: what is not delivered waits, and is told."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.constructs.role import ServiceRole
from stacks.constructs.undelivered_alarm import UndeliveredAlarm

MAXIMUM_EVENT_AGE_SECONDS = 3600
MAXIMUM_RETRIES = 10
KEPT_DAYS = 14
"""The longest that SQS keeps a message."""
MACHINE, PIPELINE = "states:StartExecution", "sagemaker:StartPipelineExecution"


class DeliveredRules(Construct):
    """A role that may start `starts` by `action` and do nothing else, a queue for what fails, and rules.

    `what` is what is started, in the words of a person who reads an alarm.
    """

    def __init__(
        self, scope: Construct, id: str, *, starts: str, action: str, what: str, key: kms.IKey
    ) -> None:
        super().__init__(scope, id)
        self._starts, self._what = starts, what
        self._role = ServiceRole(self, "Role", service="events", description=f"Starts {what}")
        self._role.allow("Start", actions=[action], resources=[starts])
        if action == MACHINE:
            # To write the input of an encrypted machine.
            use = ["kms:Decrypt", "kms:GenerateDataKey"]
            self._role.allow("Encryption", actions=use, resources=[key.key_arn])
        self._undelivered = sqs.Queue(
            self,
            "Undelivered",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(KEPT_DAYS),
        )

    def rule(self, id: str, *, target: dict[str, Any], **given: Any) -> events.CfnRule:
        """Add a rule; `given` are CfnRule's, `target` what its target has besides its address and its end."""
        rule = events.CfnRule(
            self,
            id,
            **given,
            targets=[
                {
                    "arn": self._starts,
                    "roleArn": self._role.role_arn,
                    "deadLetterConfig": {"arn": self._undelivered.queue_arn},
                    "retryPolicy": {
                        "maximumEventAgeInSeconds": MAXIMUM_EVENT_AGE_SECONDS,
                        "maximumRetryAttempts": MAXIMUM_RETRIES,
                    },
                    **target,
                }
            ],
        )
        self._let_report(id, rule)
        return rule

    def tell(self, topic: sns.ITopic) -> None:
        """Have a topic hear of events that stay in the queue."""
        about = f"An event could not start {self._what}; it waits in the queue for {KEPT_DAYS} days"
        UndeliveredAlarm(self, "Unstarted", queue=self._undelivered, about=about, topic=topic)

    def _let_report(self, id: str, rule: events.CfnRule) -> None:
        self._undelivered.add_to_resource_policy(
            iam.PolicyStatement(
                sid=id,
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self._undelivered.queue_arn],
                conditions={"ArnEquals": {"aws:SourceArn": rule.attr_arn}},
            )
        )
