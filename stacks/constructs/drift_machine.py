"""The machine that measures drift: function, job, log, and the schedule that starts it."""

import aws_cdk as cdk
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from config import Environment
from config.drift import Drift
from stacks.constructs.drift_definition import drift_definition
from stacks.constructs.drift_job import Run
from stacks.constructs.drift_roles import DriftJobRole, DriftMachineRole, allow_function
from stacks.constructs.endpoint_config import CAPTURE_PREFIX
from stacks.constructs.function import PlatformFunction
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.model_entries import entries_path
from stacks.constructs.role import ServiceRole
from stacks.constructs.starter import Starter
from stacks.constructs.state_machine import LOG_PREFIX, PlatformStateMachine
from stacks.constructs.variant import VARIANT
from stacks.data import DataStack

FUNCTION_SECONDS, MEMORY_MB = 300, 512
REPORTS = "drift"


class DriftMachine(Construct):
    """`lab2api-<environment>-drift`: reports lie below `drift/<model>/` of the curated bucket."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        drift: Drift,
        namespace: str,
        table: str | None,
        data: DataStack,
        image: InferenceImage,
    ) -> None:
        super().__init__(scope, id)
        self._config, self._drift, self._data = config, drift, data
        model = config.training.model
        self._captured = f"{CAPTURE_PREFIX}/{config.name}-{model}"
        self._reports = f"{REPORTS}/{model}"
        function = self._function(model)
        job_role = DriftJobRole(
            self, "JobRole", captured=self._captured, reports=self._reports, data=data, image=image
        )
        self.role = DriftMachineRole(
            self,
            "Role",
            job_prefix=f"{config.name}-drift-",
            job_role=job_role,
            function_arn=function.function_arn,
            namespace=namespace,
            data=data,
        )
        definition = drift_definition(
            Run(
                drift=drift,
                model=model,
                function_arn=function.function_arn,
                image_uri=image.uri(cdk.Stack.of(self)),
                role_arn=job_role.role_arn,
                key_arn=data.key.key_arn,
                bucket=data.curated.bucket_name,
                namespace=namespace,
                table=table,
            )
        )
        name = f"lab2api-{config.name}-drift"
        logs = PlatformLogGroup(
            self, "Logs", key=data.key, retention=config.retention, name=f"{LOG_PREFIX}{name}"
        )
        self.machine = PlatformStateMachine(
            self, "Machine", name=name, definition=definition, role=self.role, logs=logs, key=data.key
        )
        self._schedule()

    def _function(self, model: str) -> PlatformFunction:
        config, entry = self._config, f"{entries_path(self._config)}/{model}"
        function = PlatformFunction(
            self,
            "Run",
            package="drift_run",
            description="Finds what a drift job compares, and reads what it found",
            key=self._data.key,
            retention=config.retention,
            environment={
                "LAB2API_ENVIRONMENT": config.name,
                "LAB2API_ENTRY": entry,
                "LAB2API_BUCKET": self._data.curated.bucket_name,
                "LAB2API_VARIANT": VARIANT,
                "LAB2API_WINDOW_HOURS": str(self._drift.window_hours),
            },
            memory_mb=MEMORY_MB,
            timeout_seconds=FUNCTION_SECONDS,
            reserved_concurrency=config.ai.reserved_concurrency,
        )
        allow_function(
            function,
            entry=entry,
            captured=self._captured,
            reports=self._reports,
            starter=Starter(self, "Starter", config=config, model=model),
            data=self._data,
        )
        return function

    def _schedule(self) -> None:
        role = ServiceRole(self, "ScheduleRole", service="scheduler", description="Starts drift runs")
        role.allow("Start", actions=["states:StartExecution"], resources=[self.machine.attr_arn])
        schedule = scheduler.CfnSchedule(
            self,
            "Schedule",
            description="Measures drift at fixed times (UTC)",
            schedule_expression=self._drift.schedule,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            kms_key_arn=self._data.key.key_arn,
            target=scheduler.CfnSchedule.TargetProperty(
                arn=self.machine.attr_arn,
                role_arn=role.role_arn,
                input="{}",
                # A run that was missed for an hour is the next run's.
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=3600, maximum_retry_attempts=3
                ),
            ),
        )
        # To read the schedule, and to write the input of an encrypted machine.
        use = ["kms:Decrypt", "kms:GenerateDataKey"]
        role.allow("Encryption", actions=use, resources=[self._data.key.key_arn])
        schedule.node.add_dependency(role)
