"""The state machine that digitizes documents of many pages, its role, its log and its dead-letter queue."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from config import Environment
from stacks.constructs.chain_definition import chain_definition
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole
from stacks.constructs.state_machine import LOG_PREFIX, PlatformStateMachine

TASK_MARGIN_SECONDS = 10


class PageChain(Construct):
    """Runs `function`, a page at a time; what fails waits in `undelivered` for two weeks.

    The machine has a name, so that the function can start it without the two waiting for each other.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        function: lambda_.IFunction,
        function_seconds: int,
    ) -> None:
        super().__init__(scope, id)
        self._key = key
        self.undelivered = self._queue()
        self._logs = PlatformLogGroup(
            self,
            "Logs",
            key=key,
            retention=config.retention,
            name=f"{LOG_PREFIX}{machine_name(config)}",
        )
        self.machine = PlatformStateMachine(
            self,
            "Machine",
            name=machine_name(config),
            definition=chain_definition(
                function=function.function_arn,
                queue_url=self.undelivered.queue_url,
                task_seconds=function_seconds + TASK_MARGIN_SECONDS,
                concurrency=config.documents.pages_at_once,
            ),
            role=self._role(function),
            logs=self._logs,
            key=key,
        )

    def _queue(self) -> sqs.Queue:
        return sqs.Queue(
            self,
            "Undelivered",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self._key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
        )

    def _role(self, function: lambda_.IFunction) -> ServiceRole:
        role = ServiceRole(self, "Role", service="states", description="Runs the document chain")
        role.allow("Invoke", actions=["lambda:InvokeFunction"], resources=[function.function_arn])
        role.allow("Report", actions=["sqs:SendMessage"], resources=[self.undelivered.queue_arn])
        role.allow("Queue", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[self._key.key_arn])
        return role


def machine_name(config: Environment) -> str:
    """Name the state machine of an environment."""
    return f"lab2api-{config.name}-digitize"


def machine_arn(scope: Construct, *, config: Environment) -> str:
    """Return the state machine's ARN without waiting for the machine."""
    return cdk.Stack.of(scope).format_arn(
        service="states",
        resource="stateMachine",
        resource_name=machine_name(config),
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
