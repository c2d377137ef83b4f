"""The brake on Canvas: a session that nobody uses is ended, since Canvas itself never ends one.

IAM holds metrics to a namespace and to nobody, so a user can write that another's session is idle. The
function believes no figure that the session's own, or its age, contradict.
"""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from config import Environment
from config.prices import prices
from config.studio import Canvas
from stacks.constructs.canvas_access import ACTIVITY
from stacks.constructs.function import PlatformFunction
from stacks.constructs.studio_domain import StudioDomain
from stacks.constructs.studio_user import StudioUser

ALARMS = "lambda.alarms.cloudwatch.amazonaws.com"
"""Who calls a function for an alarm (CloudWatch guide, invoking a Lambda function from an alarm)."""
WEEKEND_HOURS = 62
"""From Friday at 18 to Monday at 8."""
PERIOD_MINUTES = 5


class CanvasBrake(Construct):
    """An alarm a user on seconds since the last click, a function that deletes that user's Canvas app.

    What the function could not do is told to `topic`: by then a session has been paid for in vain.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        canvas: Canvas,
        key: kms.IKey,
        domain: StudioDomain,
        users: Sequence[StudioUser],
        topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id)
        self._domain = domain
        self.undone = sqs.Queue(
            self,
            "Undone",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
        )
        self.function = self._function(config, canvas, key)
        for user in users:
            self._watch(user, canvas)
        self._tell(topic)

    def _function(self, config: Environment, canvas: Canvas, key: kms.IKey) -> PlatformFunction:
        function = PlatformFunction(
            self,
            "Brake",
            package="canvas_brake",
            description="Ends a Canvas session that its alarm says is idle",
            key=key,
            retention=config.retention,
            environment={
                "DOMAIN_ID": self._domain.id,
                "IDLE_MINUTES": str(canvas.idle_minutes),
            },
            memory_mb=256,
            timeout_seconds=30,
        )
        apps = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="app", resource_name=f"{self._domain.id}/*/canvas/*"
        )
        verbs = ("DeleteApp", "DescribeApp")
        function.service_role.allow("End", actions=[f"sagemaker:{verb}" for verb in verbs], resources=[apps])
        function.service_role.allow("Metrics", actions=["cloudwatch:GetMetricData"], resources=["*"])
        function.service_role.allow("Tell", actions=["sqs:SendMessage"], resources=[self.undone.queue_arn])
        function.service_role.allow("Encrypt", actions=["kms:GenerateDataKey"], resources=[key.key_arn])
        resource = function.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)  # noqa: S101 - narrows the type for mypy
        resource.dead_letter_config = lambda_.CfnFunction.DeadLetterConfigProperty(
            target_arn=self.undone.queue_arn
        )
        return function

    def _watch(self, user: StudioUser, canvas: Canvas) -> None:
        alarm = idle_alarm(
            self,
            f"Idle-{user.name}",
            canvas=canvas,
            domain_id=self._domain.id,
            user=user.name,
            brake_arn=self.function.function_arn,
        )
        lambda_.CfnPermission(
            self,
            f"Call-{user.name}",
            action="lambda:InvokeFunction",
            function_name=self.function.function_arn,
            principal=ALARMS,
            source_account=cdk.Stack.of(self).account,
            source_arn=alarm.attr_arn,
        )

    def _tell(self, topic: sns.ITopic) -> None:
        alarm = cloudwatch.Alarm(
            self,
            "Stuck",
            alarm_description=(
                "An idle Canvas session could not be ended and is paid, or its figures contradict each "
                "other, as when somebody writes false ones. The event in the queue names the user profile: "
                "look whether it is in use, delete its app if not, then delete the event. Until then no "
                "further one is told"
            ),
            metric=self.undone.metric_approximate_number_of_messages_visible(
                period=cdk.Duration.minutes(PERIOD_MINUTES), statistic="Maximum"
            ),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(topic))


def idle_alarm(
    scope: Construct,
    id: str,
    *,
    canvas: Canvas,
    domain_id: str,
    user: str,
    brake_arn: str,
    name: str | None = None,
) -> cloudwatch.CfnAlarm:
    """Declare the alarm that calls the brake; it says what a forgotten session costs."""
    hour, read = prices().unit.canvas_session_hour, prices().read
    return cloudwatch.CfnAlarm(
        scope,
        id,
        alarm_name=name,
        alarm_description=(
            f"Nobody has used the Canvas session of {user} for {canvas.idle_minutes} minutes: it is "
            f"ended. Forgotten, it costs USD {hour:.2f} an hour, {hour * WEEKEND_HOURS:.2f} a weekend "
            f"(list price of {read})"
        ),
        namespace=ACTIVITY,
        metric_name="TimeSinceLastActive",
        dimensions=[
            {"name": "DomainId", "value": domain_id},
            {"name": "UserProfileName", "value": user},
        ],
        statistic="Maximum",
        period=PERIOD_MINUTES * 60,
        evaluation_periods=1,
        threshold=canvas.idle_minutes * 60,
        comparison_operator="GreaterThanOrEqualToThreshold",
        treat_missing_data="notBreaching",
        alarm_actions=[brake_arn],
    )
