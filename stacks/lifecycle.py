"""The registry's lifecycle: what happens to a model between its registration and its place behind the API."""

import aws_cdk as cdk
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.lifecycle import Lifecycle
from stacks.constructs import PlatformFunction
from stacks.constructs.delivered_rules import MACHINE, DeliveredRules
from stacks.constructs.failed_runs import FailedRunsAlarm
from stacks.constructs.lifecycle_definition import lifecycle_definition
from stacks.constructs.lifecycle_roles import MachineRole, allow_reading
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.state_machine import LOG_PREFIX, PlatformStateMachine
from stacks.data import DataStack

FUNCTION_SECONDS, TASK_MARGIN_SECONDS = 60, 10
MEMORY_MB = 512
WATCHED = ("PendingManualApproval", "Approved")
"""A version that is rejected has nothing to come."""


class LifecycleStack(cdk.Stack):
    """A rule on the registry's events, the machine `lab2api-<environment>-lifecycle`, and its function.

    It updates the Serving stacks by CloudFormation, as a person would: their own service role, which
    `cdk bootstrap` made, does the rest, so that the machine may change no endpoint itself.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        lifecycle: Lifecycle,
        data: DataStack,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id, description="Model lifecycle: approval, deployment, promotion, rollback")
        self._config, self._lifecycle, self._data = config, lifecycle, data
        self.machine_name = f"lab2api-{config.name}-lifecycle"
        self._machine_arn = self.format_arn(
            service="states",
            resource="stateMachine",
            resource_name=self.machine_name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        self.function = self._function()
        self.machine = self._machine()
        rules = self._listen()
        if config.watch.alarms:
            rules.tell(alarm_topic)
            arn, what = self.machine.attr_arn, "A version was rolled back or not deployed: its execution"
            FailedRunsAlarm(self, "Failed", machine_arn=arn, what=what, topic=alarm_topic)
        cdk.CfnOutput(self, "LifecycleMachineArn", value=self._machine_arn)

    def _function(self) -> PlatformFunction:
        config = self._config
        function = PlatformFunction(
            self,
            "Decider",
            package="model_lifecycle",
            description="Reads a version of the registry, decides over it, finds out why one was rolled back",
            key=self._data.key,
            retention=config.retention,
            environment=self._environment(),
            memory_mb=MEMORY_MB,
            timeout_seconds=FUNCTION_SECONDS,
            reserved_concurrency=config.ai.reserved_concurrency,
        )
        allow_reading(function.service_role, config=config, data=self._data, machine=self.machine_name)
        return function

    def _environment(self) -> dict[str, str]:
        config, lifecycle = self._config, self._lifecycle
        policy = lifecycle.policy
        judged = (
            {
                "LAB2API_MINIMUM_SCORE": str(policy.minimum_score),
                "LAB2API_AT_MOST_WORSE_BY": str(policy.at_most_worse_by),
            }
            if policy
            else {}
        )
        return {
            "LAB2API_ENVIRONMENT": config.name,
            "LAB2API_MACHINE": self._machine_arn,
            "LAB2API_STACKS": f"{config.name.capitalize()}-Serving-",
            "LAB2API_APPROVAL": lifecycle.approval,
            "LAB2API_SHADOW": str(lifecycle.deploy == "shadow").lower(),
            "LAB2API_SHADOW_REQUESTS": str(lifecycle.shadow_requests),
            "LAB2API_SHADOW_LATENCY_RATIO": str(lifecycle.shadow_latency_ratio),
            **judged,
        }

    def _machine(self) -> PlatformStateMachine:
        config, key = self._config, self._data.key
        definition = lifecycle_definition(
            lifecycle=self._lifecycle,
            function=self.function.function_arn,
            machine=self._machine_arn,
            task_seconds=FUNCTION_SECONDS + TASK_MARGIN_SECONDS,
        )
        logs = PlatformLogGroup(
            self, "Logs", key=key, retention=config.retention, name=f"{LOG_PREFIX}{self.machine_name}"
        )
        role = MachineRole(
            self,
            "MachineRole",
            config=config,
            key=key,
            function=self.function,
            machine_arn=self._machine_arn,
        )
        return PlatformStateMachine(
            self, "Machine", name=self.machine_name, definition=definition, role=role, logs=logs, key=key
        )

    def _listen(self) -> DeliveredRules:
        """Hear of this environment's models by the exact names of their groups, and of no others."""
        rules = DeliveredRules(
            self,
            "Events",
            starts=self._machine_arn,
            action=MACHINE,
            what="the model lifecycle",
            key=self._data.key,
        )
        rule = rules.rule(
            "Registry",
            description="A model was registered or approved",
            event_pattern={
                "source": ["aws.sagemaker"],
                "detail-type": ["SageMaker Model Package State Change"],
                "detail": {
                    "ModelPackageGroupName": [
                        f"{self._config.name}-{model}" for model in self._config.models
                    ],
                    "ModelApprovalStatus": list(WATCHED),
                },
            },
            # The package alone: what it is like by now, the machine reads itself.
            target={
                "id": "Lifecycle",
                "inputTransformer": {
                    "inputPathsMap": {"package": "$.detail.ModelPackageArn"},
                    "inputTemplate": '{"do": "look", "package": <package>}',
                },
            },
        )
        rule.node.add_dependency(self.machine)
        return rules
