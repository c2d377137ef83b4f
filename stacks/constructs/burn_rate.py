"""Alarms on how fast an objective's error budget is spent, in two windows at two speeds.

Google SRE workbook, "Alerting on SLOs", multiwindow, multi-burn-rate: 14.4 times spends 2 % of the budget of
30 days in an hour, 6 times 5 % in six hours; the short window ends the alarm soon after the trouble ends.
A CloudWatch alarm has one period, so each window is an alarm and a composite alarm joins them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class Speed:
    """How many times faster than allowed the budget may be spent, seen over both windows."""

    id: str
    rate: float
    long: cdk.Duration
    short: cdk.Duration


SPEEDS = (
    Speed(id="Fast", rate=14.4, long=cdk.Duration.hours(1), short=cdk.Duration.minutes(5)),
    Speed(id="Slow", rate=6, long=cdk.Duration.hours(6), short=cdk.Duration.minutes(30)),
)

Spent = Callable[[cdk.Duration], cloudwatch.IMetric]
"""The burn rate over a window as one metric: the share of bad requests over the share that is allowed."""


class BurnRate(Construct):
    """Four alarms without actions, and the composite alarm `name` that `topic` hears of."""

    def __init__(
        self, scope: Construct, id: str, *, name: str, objective: str, spent: Spent, topic: sns.ITopic
    ) -> None:
        super().__init__(scope, id)
        rules = [
            cloudwatch.AlarmRule.all_of(
                self._over(speed.long, f"{speed.id}Long", spent, speed=speed, objective=objective),
                self._over(speed.short, f"{speed.id}Short", spent, speed=speed, objective=objective),
            )
            for speed in SPEEDS
        ]
        self.alarm = cloudwatch.CompositeAlarm(
            self,
            "Budget",
            composite_alarm_name=name,
            alarm_rule=cloudwatch.AlarmRule.any_of(*rules),
            alarm_description=f"The error budget of 30 days is being spent too fast: {objective}",
        )
        self.alarm.add_alarm_action(actions.SnsAction(topic))
        self.alarm.add_ok_action(actions.SnsAction(topic))

    def _over(
        self, window: cdk.Duration, id: str, spent: Spent, *, speed: Speed, objective: str
    ) -> cloudwatch.Alarm:
        minutes = window.to_minutes()
        return cloudwatch.Alarm(
            self,
            id,
            alarm_description=f"Spent {speed.rate:g} times too fast over {minutes:g} minutes: {objective}",
            metric=spent(window),
            threshold=speed.rate,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
