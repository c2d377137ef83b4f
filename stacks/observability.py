"""The API watched: objectives with burn-rate alarms, the topic all alarms go to, and the API's page."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from config import Environment
from stacks.constructs import PlatformFunction
from stacks.constructs.alarm_topic import AlarmTopic
from stacks.constructs.api_dashboard import ApiDashboard
from stacks.constructs.api_objectives import ApiObjectives
from stacks.constructs.undelivered_alarm import UndeliveredAlarm
from stacks.constructs.watched_function import WatchedFunction

JOBS = "A job's message could not be worked off, nor its client told"


class WatchStack(cdk.Stack):
    """`topic` hears of the API's alarms, and of each model's, whose page is in its Serving stack.

    `functions` and `beside` are by what the page calls them: the first answer requests, the others stream or
    work for jobs, so that their time is no request's latency. `undelivered` has the jobs that nobody could
    do. Output: `AlarmTopicArn`, to which the team subscribes its address.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        functions: Mapping[str, PlatformFunction],
        beside: Mapping[str, PlatformFunction],
        undelivered: sqs.IQueue,
    ) -> None:
        super().__init__(scope, id, description="Objectives, alarms and the dashboard of the API")
        self.topic: sns.ITopic = AlarmTopic(self, "Topic", key=key)
        alarms = self._alarms(config, undelivered) if config.watch.alarms else []
        if config.watch.dashboards:
            ApiDashboard(
                self,
                "Page",
                config=config,
                functions=_watched(functions),
                beside=_watched(beside),
                alarms=alarms,
            )
        cdk.CfnOutput(self, "AlarmTopicArn", value=self.topic.topic_arn)

    def _alarms(self, config: Environment, undelivered: sqs.IQueue) -> list[cloudwatch.IAlarm]:
        objectives = ApiObjectives(self, "Objectives", config=config, topic=self.topic)
        return [
            *objectives.alarms,
            UndeliveredAlarm(self, "Undelivered", queue=undelivered, about=JOBS, topic=self.topic),
        ]


def _watched(functions: Mapping[str, PlatformFunction]) -> list[WatchedFunction]:
    return [WatchedFunction(label, function) for label, function in functions.items()]
