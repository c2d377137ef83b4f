"""The job definition of an array: AWS's container, our code from S3, one setting a child."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_batch as batch
from constructs import Construct

from config.batch_queue import BatchQueue
from stacks.constructs.batch_queue_roles import ArrayJobRole, StartRole
from stacks.constructs.log_group import PlatformLogGroup

FETCH = """
import io, os, tarfile, boto3
bucket, key = os.environ["LAB2API_CODE_BUCKET"], os.environ["LAB2API_CODE_KEY"]
body = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
tarfile.open(fileobj=io.BytesIO(body)).extractall("/tmp/code", filter="data")
os.execvp("python3", ["python3", "/tmp/code/array_job.py"])
""".strip()
"""AWS's containers have boto3 and none of our code."""
ATTEMPTS = 3
LOST_HOST = "Host EC2*"
"""How Batch's status reason begins where the machine was taken away (Batch guide, automated job retries)."""
SHARED_MEMORY_MB = 4096
"""Workers of a data loader hand batches over in it; Docker's own 64 MB are too few."""


class ArrayJob(batch.CfnJobDefinition):
    """Only the loss of its machine starts a child anew: what failed by itself would fail again, for money."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        queue: BatchQueue,
        image: str,
        environment: dict[str, str],
        job_role: ArrayJobRole,
        start_role: StartRole,
        logs: PlatformLogGroup,
    ) -> None:
        again = {"action": "RETRY", "onStatusReason": LOST_HOST}
        super().__init__(
            scope,
            id,
            type="container",
            platform_capabilities=["EC2"],
            propagate_tags=True,
            timeout={"attemptDurationSeconds": queue.timeout_seconds},
            retry_strategy=batch.CfnJobDefinition.RetryStrategyProperty(
                attempts=ATTEMPTS, evaluate_on_exit=[again, {"action": "EXIT", "onReason": "*"}]
            ),
            container_properties=batch.CfnJobDefinition.ContainerPropertiesProperty(
                image=image,
                command=["python3", "-c", FETCH],
                environment=[{"name": name, "value": value} for name, value in environment.items()],
                job_role_arn=job_role.role_arn,
                execution_role_arn=start_role.role_arn,
                privileged=False,
                resource_requirements=_resources(queue),
                linux_parameters=_linux(queue),
                log_configuration=batch.CfnJobDefinition.LogConfigurationProperty(
                    log_driver="awslogs",
                    options={
                        "awslogs-group": logs.log_group_name,
                        "awslogs-region": cdk.Aws.REGION,
                        "awslogs-stream-prefix": "array",
                    },
                ),
            ),
        )
        self.node.add_dependency(job_role, start_role)


def _resources(queue: BatchQueue) -> list[dict[str, str]]:
    """Ask for processors, memory and GPUs. Batch knows no Neuron devices: those are Linux devices below."""
    asked = [{"type": "VCPU", "value": str(queue.cpus)}, {"type": "MEMORY", "value": str(queue.memory_mb)}]
    if queue.container == "pytorch-training":
        asked.append({"type": "GPU", "value": str(queue.accelerators)})
    return asked


def _linux(queue: BatchQueue) -> dict[str, Any]:
    """Hand over Neuron devices by name: two jobs on a machine would share them, so ask for all."""
    linux: dict[str, Any] = {"sharedMemorySize": SHARED_MEMORY_MB}
    if queue.container == "neuronx-training":
        paths = [f"/dev/neuron{number}" for number in range(queue.accelerators)]
        linux["devices"] = [
            {"hostPath": path, "containerPath": path, "permissions": ["READ", "WRITE"]} for path in paths
        ]
    return linux
