"""Is the model still asked what it was trained on? Measured on a schedule; an alarm says so, or retrains."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.drift import Drift
from stacks.constructs.claim_table import ClaimTable
from stacks.constructs.drift_definition import METRIC
from stacks.constructs.drift_machine import DriftMachine
from stacks.constructs.failed_runs import FailedRunsAlarm
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.retraining import RetrainingMachine
from stacks.constructs.widgets import NAMESPACE
from stacks.data import DataStack

ALARM_SECONDS = {True: 10, False: 300}
"""On the laptop, and in AWS, where standard metrics are by the minute."""


class DriftStack(cdk.Stack):
    """Machines `lab2api-<environment>-drift` and, with `retraining`, `lab2api-<environment>-retraining`.

    The metric DriftedShare is in a namespace of the environment's own, `lab2api/<environment>`: the alarm
    starts training, and must not hear of another environment of the account. Outputs: `DriftMachineArn`,
    with retraining also `RetrainingMachineArn` and `RetrainingTableName`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        drift: Drift,
        data: DataStack,
        image: InferenceImage,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id, description="Drift: captured requests compared, alarm and retraining")
        namespace = f"{NAMESPACE}/{config.name}"
        table = ClaimTable(self, "Table", config=config, data=data) if drift.retraining else None
        measuring = DriftMachine(
            self,
            "Measuring",
            config=config,
            drift=drift,
            namespace=namespace,
            table=table.table_name if table else None,
            data=data,
            image=image,
        )
        alarm = self._alarm(config, drift, namespace=namespace)
        if config.watch.alarms:
            alarm.add_alarm_action(actions.SnsAction(alarm_topic))
            alarm.add_ok_action(actions.SnsAction(alarm_topic))
            # A run that fails writes no number, and without a number the alarm above is quiet.
            arn = measuring.machine.attr_arn
            FailedRunsAlarm(self, "Failed", machine_arn=arn, what="A drift run", topic=alarm_topic)
        cdk.CfnOutput(self, "DriftMachineArn", value=measuring.machine.attr_arn)
        if table:
            measuring.role.allow("Remember", actions=["dynamodb:PutItem"], resources=[table.table_arn])
            retraining = RetrainingMachine(
                self, "Retraining", config=config, drift=drift, table=table, alarm=alarm, data=data
            )
            if config.watch.alarms:
                retraining.rules.tell(alarm_topic)
                arn = retraining.machine.attr_arn
                FailedRunsAlarm(self, "NotRetrained", machine_arn=arn, what="Retraining", topic=alarm_topic)
            cdk.CfnOutput(self, "RetrainingMachineArn", value=retraining.machine.attr_arn)
            cdk.CfnOutput(self, "RetrainingTableName", value=table.table_name)

    def _alarm(self, config: Environment, drift: Drift, *, namespace: str) -> cloudwatch.Alarm:
        model = config.training.model
        return cloudwatch.Alarm(
            self,
            "Drifted",
            alarm_name=f"lab2api-{config.name}-{model}-drift",
            alarm_description=(
                f"{drift.drifted_share:.0%} or more of what {model} is asked has drifted; see the report"
            ),
            metric=cloudwatch.Metric(
                namespace=namespace,
                metric_name=METRIC,
                dimensions_map={"Model": model},
                statistic="Maximum",
                period=cdk.Duration.seconds(ALARM_SECONDS[config.laptop]),
            ),
            threshold=drift.drifted_share,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            # Between two runs there is no number: that is no drift, and ends the alarm.
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
