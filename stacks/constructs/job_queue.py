"""The queue of jobs: messages come back until their job has ended, and what nobody could do is looked at."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

MOST_RECEIVES = 1000
"""SQS's most, above what fits into a deadline at a minute each: the worker ends a job when that passes."""


class JobQueue(Construct):
    """`waiting` is worked off; what it could not give away in MOST_RECEIVES times goes to `undelivered`."""

    def __init__(self, scope: Construct, id: str, *, key: kms.IKey, visibility_seconds: int) -> None:
        super().__init__(scope, id)
        self._key = key
        self.undelivered = self._queue("Undelivered", visibility_seconds=visibility_seconds)
        self.waiting = self._queue(
            "Waiting",
            visibility_seconds=visibility_seconds,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.undelivered, max_receive_count=MOST_RECEIVES),
        )

    def hear(self, topic: sns.ITopic) -> None:
        """Let what is published arrive as it is.

        A plain subscription: CDK's own would write the topic into the policy of a key in another stack, which
        lets SNS of this account use it already.
        """
        for queue in (self.waiting, self.undelivered):
            queue.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="Finished",
                    principals=[iam.ServicePrincipal("sns.amazonaws.com")],
                    actions=["sqs:SendMessage"],
                    resources=[queue.queue_arn],
                    conditions={"ArnEquals": {"aws:SourceArn": topic.topic_arn}},
                )
            )
        sns.CfnSubscription(
            self,
            "Finished",
            protocol="sqs",
            topic_arn=topic.topic_arn,
            endpoint=self.waiting.queue_arn,
            raw_message_delivery=True,
            redrive_policy={"deadLetterTargetArn": self.undelivered.queue_arn},
        )

    def _queue(
        self, id: str, *, visibility_seconds: int, dead_letter_queue: sqs.DeadLetterQueue | None = None
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            id,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self._key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
            visibility_timeout=cdk.Duration.seconds(visibility_seconds),
            dead_letter_queue=dead_letter_queue,
        )
