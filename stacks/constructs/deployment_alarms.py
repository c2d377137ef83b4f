"""The alarms that roll a bad model back, and after its deployment are trouble (model_watch.py)."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from config.deployment import Business
from stacks.constructs.endpoint_metrics import NAMESPACE, Guarded, Threshold, thresholds
from stacks.constructs.served_model import ServedModel
from stacks.constructs.widgets import NAMESPACE as PROXY_NAMESPACE


class DeploymentAlarms(Construct):
    """One alarm a threshold and one on what the model says.

    They have no action: SageMaker asks for their state, and people hear of them by one composite alarm.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        serving: Guarded,
        endpoint: str,
        served: ServedModel,
    ) -> None:
        super().__init__(scope, id)
        self._period = cdk.Duration.seconds(serving.deployment.evaluation_seconds)
        self.alarms = [self._threshold(each) for each in thresholds(serving, name=endpoint)]
        if serving.deployment.business:
            self.alarms.append(self._business(serving.deployment.business, served))

    @property
    def names(self) -> list[str]:
        """The names by which SageMaker asks for their state."""
        return [alarm.alarm_name for alarm in self.alarms]

    def _threshold(self, threshold: Threshold) -> cloudwatch.Alarm:
        metric = cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=threshold.metric,
            dimensions_map=threshold.dimensions,
            statistic=threshold.statistic,
            period=self._period,
        )
        return self._alarm(threshold.id, metric, value=threshold.value, what=threshold.what)

    def _business(self, band: Business, served: ServedModel) -> cloudwatch.Alarm:
        """Watch the version that is being deployed: its answers alone, not those of the one it replaces."""
        own = {"Model": served.name, "Version": served.version}
        name, label = ("PredictedShare", {"Label": band.label}) if band.label else ("PredictedValue", {})
        said, requests = (
            cloudwatch.Metric(
                namespace=PROXY_NAMESPACE,
                metric_name=name,
                dimensions_map={**own, **label},
                statistic=statistic,
                period=self._period,
            )
            for statistic in ("Average", "SampleCount")
        )
        outside = f"(said < {band.minimum} OR said > {band.maximum})"
        breach = cloudwatch.MathExpression(
            expression=f"IF(requests >= {band.requests} AND {outside}, 1, 0)",
            using_metrics={"said": said, "requests": requests},
            period=self._period,
            label=f"{name} outside its band",
        )
        what = f"{name} below {band.minimum} or above {band.maximum} in {band.requests} requests or more"
        return self._alarm("Business", breach, value=1, what=what)

    def _alarm(self, id: str, metric: cloudwatch.IMetric, *, value: float, what: str) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            self,
            id,
            alarm_description=what,
            metric=metric,
            threshold=value,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
