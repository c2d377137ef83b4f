"""An AWS Batch queue for array training: many settings of the text classifier, machines only meanwhile.

The queue is of plain EC2 machines: Batch's ECS Managed Instances were new when this was written, and need two
roles more. Not verified on AWS, as no account was at hand: that the agent's calls are all that its machines
need, that they come up without a way to the internet, Neuron devices, and how long the first machine takes.
What a child does in the container is run by the tests.
"""

import aws_cdk as cdk
from aws_cdk import aws_batch as batch
from constructs import Construct

from config import Environment
from config.batch_queue import BatchQueue
from config.text_training import TextTraining
from stacks.constructs.array_job import ArrayJob
from stacks.constructs.aws_container import aws_container
from stacks.constructs.batch_machines import BatchMachines
from stacks.constructs.batch_queue_roles import ArrayJobRole, MachineRole, StartRole
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.text_archive import TextArchive
from stacks.data import DataStack
from stacks.network import NetworkStack

STUCK_SECONDS = 1800
"""A job that waits so long for a machine that cannot come is cancelled: the queue would wait behind it."""
CANNOT_COME = (
    "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
    "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
)
"""Batch's own words (Batch guide, job state time limit actions)."""


class BatchQueueStack(cdk.Stack):
    """`aws batch submit-job --job-queue QUEUE --job-definition JOB --array-properties size=9`."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        queue: BatchQueue,
        text: TextTraining,
        data: DataStack,
        network: NetworkStack,
    ) -> None:
        super().__init__(scope, id, description="Batch queue for array training")
        logs = PlatformLogGroup(self, "Logs", key=data.key, retention=config.retention)
        name = f"{config.name}-array"
        machines = BatchMachines(
            self,
            "Machines",
            name=name,
            queue=queue,
            network=network,
            role=MachineRole(self, "MachineRole", environment=name, logs=logs),
        )
        self.queue = self._queue(machines)
        code = TextArchive(self, "Code")
        container = aws_container(queue.container, region=config.region)
        self.job = ArrayJob(
            self,
            "Job",
            queue=queue,
            image=container.address,
            environment={
                "LAB2API_MODEL": text.model,
                "LAB2API_RAW_BUCKET": data.raw.bucket_name,
                "LAB2API_ARTIFACTS_BUCKET": data.artifacts.bucket_name,
                "LAB2API_CODE_BUCKET": code.bucket_name,
                "LAB2API_CODE_KEY": code.key,
            },
            job_role=ArrayJobRole(self, "JobRole", text=text, data=data, code=code),
            start_role=StartRole(self, "StartRole", container_arn=container.repository_arn, logs=logs),
            logs=logs,
        )
        cdk.CfnOutput(self, "QueueArn", value=self.queue.attr_job_queue_arn)
        cdk.CfnOutput(self, "JobArn", value=self.job.ref)

    def _queue(self, machines: BatchMachines) -> batch.CfnJobQueue:
        return batch.CfnJobQueue(
            self,
            "Queue",
            priority=1,
            compute_environment_order=[
                batch.CfnJobQueue.ComputeEnvironmentOrderProperty(compute_environment=machines.arn, order=1)
            ],
            job_state_time_limit_actions=[
                batch.CfnJobQueue.JobStateTimeLimitActionProperty(
                    action="CANCEL", state="RUNNABLE", max_time_seconds=STUCK_SECONDS, reason=reason
                )
                for reason in CANNOT_COME
            ],
        )
