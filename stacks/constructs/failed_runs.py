"""The alarm on runs that failed, of a state machine or of a pipeline: nobody else looks at them."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct


class _FailuresAlarm(cloudwatch.Alarm):
    """`topic` hears of each failure that the metric counts."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, str],
        about: str,
        topic: sns.ITopic,
    ) -> None:
        super().__init__(
            scope,
            id,
            alarm_description=about,
            metric=cloudwatch.Metric(
                namespace=namespace,
                metric_name=metric,
                dimensions_map=dimensions,
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


class FailedRunsAlarm(_FailuresAlarm):
    """`topic` hears of each execution of the machine `machine_arn` that failed; `what` says what that is."""

    def __init__(self, scope: Construct, id: str, *, machine_arn: str, what: str, topic: sns.ITopic) -> None:
        super().__init__(
            scope,
            id,
            namespace="AWS/States",
            metric="ExecutionsFailed",
            dimensions={"StateMachineArn": machine_arn},
            about=f"{what} failed; the execution's history in Step Functions says why",
            topic=topic,
        )


class FailedPipelineAlarm(_FailuresAlarm):
    """The same for the pipeline named `pipeline` (SageMaker guide, pipelines metrics in CloudWatch)."""

    def __init__(self, scope: Construct, id: str, *, pipeline: str, what: str, topic: sns.ITopic) -> None:
        super().__init__(
            scope,
            id,
            namespace="AWS/Sagemaker/ModelBuildingPipeline",
            metric="ExecutionFailed",
            dimensions={"PipelineName": pipeline},
            about=f"{what} failed; the execution's steps in SageMaker Pipelines say why",
            topic=topic,
        )
