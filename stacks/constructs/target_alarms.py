"""The alarms over a model behind the private load balancer, on ECS as on EKS."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

NAMESPACE = "AWS/ApplicationELB"
ERRORS, SICK_MINUTES = 5, 5


class TargetAlarms(Construct):
    """`errors` is what a deployment is rolled back by; all are trouble (model_watch.py).

    `behind` are the dimensions LoadBalancer and TargetGroup.
    """

    def __init__(self, scope: Construct, id: str, *, behind: Mapping[str, str]) -> None:
        super().__init__(scope, id)
        self._behind = dict(behind)
        self.errors = self._alarm(
            "Errors",
            name="HTTPCode_Target_5XX_Count",
            statistic="Sum",
            threshold=ERRORS,
            minutes=1,
            what=f"{ERRORS} or more answers of 500 and above by the model's containers in a minute",
        )
        self.sick = self._alarm(
            "Sick",
            name="UnHealthyHostCount",
            statistic="Maximum",
            threshold=1,
            minutes=SICK_MINUTES,
            what=f"A container of the model has not answered /ping for {SICK_MINUTES} minutes",
        )

    @property
    def all(self) -> list[cloudwatch.Alarm]:
        """Every alarm."""
        return [self.errors, self.sick]

    def _alarm(
        self, id: str, *, name: str, statistic: str, threshold: float, minutes: int, what: str
    ) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            self,
            id,
            alarm_description=what,
            metric=cloudwatch.Metric(
                namespace=NAMESPACE,
                metric_name=name,
                dimensions_map=self._behind,
                statistic=statistic,
                period=cdk.Duration.minutes(1),
            ),
            threshold=threshold,
            evaluation_periods=minutes,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
