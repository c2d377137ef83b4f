"""The end of a class: function, state machine, the instructor's bucket, and the schedule that starts it."""

from datetime import timedelta

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.roster import Roster
from stacks.constructs.bucket import PlatformBucket
from stacks.constructs.class_names import ClassNames
from stacks.constructs.failed_runs import FailedRunsAlarm
from stacks.constructs.function import PlatformFunction
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole
from stacks.constructs.state_machine import LOG_PREFIX, PlatformStateMachine
from stacks.constructs.teardown_access import TeardownAccess
from stacks.constructs.teardown_definition import teardown_definition

FUNCTION_SECONDS, TASK_SECONDS = 900, 930
EVENT_SECONDS = 86_400
"""How long EventBridge Scheduler tries to start it, once a class is over."""
DENY_ALL = f"arn:{cdk.Aws.PARTITION}:iam::aws:policy/AWSDenyAll"
"""AWS's own: whatever else is attached, and whatever a student may change, it denies everything."""


class ClassTeardown(Construct):
    """`lab2api-<environment>-<class>-teardown`, started at the first moment after the class.

    `exports` gets each student's work and account below `<class>/<slug>/`, and keeps them.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        roster: Roster,
        key: kms.IKey,
        logs: s3.IBucket,
        table: dynamodb.ITable,
        workspace: s3.IBucket,
        domain_id: str,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id)
        self._config, self._roster, self._key = config, roster, key
        self.exports = PlatformBucket(self, "Exports", config=config, key=key, logs=logs)
        self.function = self._function(table=table, workspace=workspace, domain_id=domain_id)
        self.machine = self._machine()
        self._schedule()
        if config.watch.alarms:
            arn = self.machine.attr_arn
            FailedRunsAlarm(self, "Failed", machine_arn=arn, what="A teardown", topic=alarm_topic)
        cdk.CfnOutput(scope, "TeardownMachineArn", value=self.machine.attr_arn)
        cdk.CfnOutput(scope, "TeardownFunctionName", value=self.function.function_name)
        cdk.CfnOutput(scope, "ExportsBucketName", value=self.exports.bucket_name)

    def _function(self, *, table: dynamodb.ITable, workspace: s3.IBucket, domain_id: str) -> PlatformFunction:
        config, roster = self._config, self._roster
        function = PlatformFunction(
            self,
            "Wiper",
            package="sandbox_teardown",
            shared=("class_ledger",),
            description="Exports and wipes a student's sandbox, step by step, and searches for what is left",
            key=self._key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_CLASS_NAME": roster.name,
                "LAB2API_TABLE": table.table_name,
                "LAB2API_DOMAIN": domain_id,
                "LAB2API_WORKSPACE": workspace.bucket_name,
                "LAB2API_EXPORTS": self.exports.bucket_name,
                "LAB2API_ACCOUNT": cdk.Aws.ACCOUNT_ID,
                "LAB2API_DENY_POLICY": DENY_ALL,
                "LAB2API_OWN_ROLES": str(config.account is None).lower(),
                "LAB2API_BEDROCK": str(config.offers("Bedrock")).lower(),
            },
            memory_mb=512,
            timeout_seconds=FUNCTION_SECONDS,
        )
        role = function.service_role
        names = ClassNames(scope=self, config=config, roster=roster, domain_id=domain_id)
        access = TeardownAccess(role, names=names, deny_policy=DENY_ALL)
        access.objects(workspace=workspace, exports=self.exports, key_arn=self._key.key_arn)
        verbs = ("GetItem", "Query", "UpdateItem", "DeleteItem")
        role.allow("Ledger", actions=[f"dynamodb:{verb}" for verb in verbs], resources=[table.table_arn])
        return function

    def _machine(self) -> PlatformStateMachine:
        """Declare it; its role may start executions of its own: a distributed map's children."""
        name = f"lab2api-{self._config.name}-{self._roster.name}-teardown"
        stack = cdk.Stack.of(self)
        role = ServiceRole(self, "Role", service="states", description="Runs the teardown of a class")
        role.allow("Ask", actions=["lambda:InvokeFunction"], resources=[self.function.function_arn])
        colon = cdk.ArnFormat.COLON_RESOURCE_NAME
        machine = stack.format_arn(
            service="states", resource="stateMachine", resource_name=name, arn_format=colon
        )
        children = stack.format_arn(
            service="states", resource="execution", resource_name=f"{name}/*", arn_format=colon
        )
        role.allow("StartChildren", actions=["states:StartExecution"], resources=[machine])
        follow = ["states:DescribeExecution", "states:StopExecution"]
        role.allow("FollowChildren", actions=follow, resources=[children])
        use = ["kms:Decrypt", "kms:GenerateDataKey"]
        role.allow("Encryption", actions=use, resources=[self._key.key_arn])
        definition = teardown_definition(function=self.function.function_arn, task_seconds=TASK_SECONDS)
        logs = PlatformLogGroup(
            self, "Logs", key=self._key, retention=self._config.retention, name=f"{LOG_PREFIX}{name}"
        )
        return PlatformStateMachine(
            self, "Machine", name=name, definition=definition, role=role, logs=logs, key=self._key
        )

    def _schedule(self) -> None:
        role = ServiceRole(self, "ScheduleRole", service="scheduler", description="Ends a class on its day")
        role.allow("Start", actions=["states:StartExecution"], resources=[self.machine.attr_arn])
        use = ["kms:Decrypt", "kms:GenerateDataKey"]
        role.allow("Encryption", actions=use, resources=[self._key.key_arn])
        schedule = scheduler.CfnSchedule(
            self,
            "End",
            description="The first moment after the class, in its time zone",
            schedule_expression=f"at({self._roster.end + timedelta(days=1)}T00:00:00)",
            schedule_expression_timezone=self._roster.time_zone,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            kms_key_arn=self._key.key_arn,
            target=scheduler.CfnSchedule.TargetProperty(
                arn=self.machine.attr_arn,
                role_arn=role.role_arn,
                input='{"students":[]}',
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=EVENT_SECONDS, maximum_retry_attempts=185
                ),
            ),
        )
        schedule.node.add_dependency(role)
