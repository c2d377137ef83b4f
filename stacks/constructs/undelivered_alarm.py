"""The alarm on messages that nobody could deliver or work off: jobs, and events of rules."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

MINUTES = 15
"""The worker of jobs looks at dead letters too and tells their clients: what stays this long is beyond it."""


class UndeliveredAlarm(cloudwatch.Alarm):
    """`queue` is a dead-letter queue; `topic` hears of a message that stays in it, by `about`."""

    def __init__(
        self, scope: Construct, id: str, *, queue: sqs.IQueue, about: str, topic: sns.ITopic
    ) -> None:
        super().__init__(
            scope,
            id,
            alarm_description=about,
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
