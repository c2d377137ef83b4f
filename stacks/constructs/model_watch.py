"""One model watched: an alarm on failed answers, a composite alarm for all of its alarms, and its page."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from stacks.constructs.endpoint import ModelEndpoint
from stacks.constructs.model_dashboard import ModelDashboard
from stacks.constructs.widgets import NAMESPACE

PROBLEMS, MINUTES = 5, 5


class ModelWatch(Construct):
    """`topic` hears once of whatever is wrong, be it one of the model's own alarms or what callers see.

    The page is about an endpoint of SageMaker; a model in containers has the alarms alone.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        model: str,
        topic: sns.ITopic,
        guards: Sequence[cloudwatch.Alarm],
        endpoint: ModelEndpoint | None = None,
    ) -> None:
        super().__init__(scope, id)
        self._name, self._model = f"lab2api-{config.name}-{model}-trouble", model
        alarms = [self._trouble(guards, topic)] if config.watch.alarms else []
        if config.watch.dashboards and endpoint:
            ModelDashboard(self, "Page", config=config, model=model, endpoint=endpoint, alarms=alarms)

    def _trouble(self, guards: Sequence[cloudwatch.Alarm], topic: sns.ITopic) -> cloudwatch.CompositeAlarm:
        rules = [
            cloudwatch.AlarmRule.from_alarm(alarm, cloudwatch.AlarmState.ALARM)
            for alarm in (self._problems(), *guards)
        ]
        trouble = cloudwatch.CompositeAlarm(
            self,
            "Trouble",
            # CloudFormation makes no name for a composite alarm, and CDK's would be the same in every stack.
            composite_alarm_name=self._name,
            alarm_rule=cloudwatch.AlarmRule.any_of(*rules),
            alarm_description=f"The model {self._model} fails or is slow, or predicts what it should not",
        )
        trouble.add_alarm_action(actions.SnsAction(topic))
        trouble.add_ok_action(actions.SnsAction(topic))
        return trouble

    def _problems(self) -> cloudwatch.Alarm:
        """Watch what callers see, in every mode."""
        return cloudwatch.Alarm(
            self,
            "Problems",
            alarm_description=f"{PROBLEMS} or more answers of 500 and above in {MINUTES} minutes",
            metric=cloudwatch.Metric(
                namespace=NAMESPACE,
                metric_name="ModelProblems",
                dimensions_map={"Model": self._model},
                statistic="Sum",
                period=cdk.Duration.minutes(MINUTES),
            ),
            threshold=PROBLEMS,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
