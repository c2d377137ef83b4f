"""From nothing to one: the alarm on a request that found nobody to answer it."""

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from stacks.constructs.endpoint_metrics import NAMESPACE

MINUTE = 60
START_SECONDS = 300
"""How long a first instance takes at most, as a rule: until then a second alarm starts no second one."""


class WakeAlarm(cloudwatch.CfnAlarm):
    """At 1 within one period it runs the scaling policy `action`; no data means that nobody asked.

    The period is SageMaker's own minute, or the deployment's where that is shorter, on the laptop.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        metric: str,
        statistic: str,
        dimension: tuple[str, str],
        action: str,
        seconds: int,
        what: str,
        namespace: str = NAMESPACE,
    ) -> None:
        name, value = dimension
        super().__init__(
            scope,
            id,
            alarm_description=what,
            namespace=namespace,
            metric_name=metric,
            dimensions=[cloudwatch.CfnAlarm.DimensionProperty(name=name, value=value)],
            statistic=statistic,
            period=min(MINUTE, seconds),
            evaluation_periods=1,
            datapoints_to_alarm=1,
            threshold=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[action],
        )
