"""The alarm on jobs that nobody could do, and whose clients nobody could tell."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

MINUTES = 15
"""The worker looks at dead letters too and tells their clients: what stays this long is beyond it."""


class UndeliveredAlarm(cloudwatch.Alarm):
    """`queue` is the dead-letter queue of jobs; `topic` hears of a message that stays in it."""

    def __init__(self, scope: Construct, id: str, *, queue: sqs.IQueue, topic: sns.ITopic) -> None:
        super().__init__(
            scope,
            id,
            alarm_description="A job's message could not be worked off, nor its client told",
            metric=_stuck(queue),
            threshold=1,
            evaluation_periods=MINUTES,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self.add_alarm_action(actions.SnsAction(topic))


def _stuck(queue: sqs.IQueue) -> cloudwatch.MathExpression:
    """Count the dead letters, a minute's most.

    One that cannot be worked off is hidden nearly all the time: once visible, the worker takes it again.
    """
    minute = cdk.Duration.minutes(1)
    visible = queue.metric_approximate_number_of_messages_visible(period=minute, statistic="Maximum")
    hidden = queue.metric_approximate_number_of_messages_not_visible(period=minute, statistic="Maximum")
    return cloudwatch.MathExpression(
        expression="visible + hidden",
        using_metrics={"visible": visible, "hidden": hidden},
        period=minute,
        label="Dead letters",
    )
