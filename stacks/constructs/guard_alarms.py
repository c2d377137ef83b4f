"""Who watches the guard: a missing heartbeat, a student who was not looked at, what could not be ended."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.roster import Roster
from stacks.constructs.function import PlatformFunction

NAMESPACE = "lab2api"
"""Of lambda/spend_guard/telling.py."""
MINUTE = cdk.Duration.minutes(1)
MISSED = 3
"""Runs in a row; a deploy or a slow run misses one or two."""
AT_LEAST = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD


class GuardAlarms(Construct):
    """Two minutes in a row are one too many; a single throttled call is not."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        roster: Roster,
        functions: Mapping[str, PlatformFunction],
        topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id)
        self._dimensions = {"Environment": config.name, "Class": roster.name}
        self._class, self._topic = roster.name, topic
        self._silent()
        self._counted("Unchecked", "Students of {} whose spending the guard could not count")
        self._counted("NotStopped", "Something in {} could not be ended and is paid on: end it by hand")
        self._counted("Failures", "The guard of {} could not ask or do all it should; its log says what")
        self._counted("Strangers", "Something is named like {}'s and is no student's: nobody's budget has it")
        for what, function in functions.items():
            self._errors(what, function)

    def _silent(self) -> None:
        alarm = cloudwatch.Alarm(
            self,
            "Silent",
            alarm_description=f"{self._class} has had no guard for {MISSED} minutes: nobody is stopped",
            metric=self._metric("Heartbeat"),
            threshold=1,
            evaluation_periods=MISSED,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))

    def _counted(self, name: str, about: str) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_description=about.format(self._class),
            metric=self._metric(name),
            threshold=1,
            evaluation_periods=2,
            comparison_operator=AT_LEAST,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))

    def _errors(self, what: str, function: PlatformFunction) -> None:
        alarm = cloudwatch.Alarm(
            self,
            f"Errors-{what.partition(' ')[0]}",
            alarm_description=f"The {what} of {self._class} failed: the ledger may lack what was spent",
            metric=function.metric_errors(period=MINUTE, statistic="Sum"),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=AT_LEAST,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))

    def _metric(self, name: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=name,
            dimensions_map=self._dimensions,
            period=MINUTE,
            statistic="Maximum",
        )
