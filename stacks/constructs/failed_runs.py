"""The alarm on a state machine's executions that failed: nobody else looks at them."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct


class FailedRunsAlarm(cloudwatch.Alarm):
    """`topic` hears of each execution of the machine `machine_arn` that failed; `what` says what that is."""

    def __init__(self, scope: Construct, id: str, *, machine_arn: str, what: str, topic: sns.ITopic) -> None:
        super().__init__(
            scope,
            id,
            alarm_description=f"{what} failed; the execution's history in Step Functions says why",
            metric=cloudwatch.Metric(
                namespace="AWS/States",
                metric_name="ExecutionsFailed",
                dimensions_map={"StateMachineArn": machine_arn},
                statistic="Sum",
                period=cdk.Duration.minutes(5),
            ),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            # No execution, no number: nothing has failed.
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self.add_alarm_action(actions.SnsAction(topic))
