"""The transform job: made, followed to its end, stopped when the person leaves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cli import terminal
from cli.target import Target

JSON_LINES = "application/jsonlines"
PAYLOAD_MB = 6
"""SageMaker's default for one request of a job (CreateTransformJob)."""
LONGEST_NAME = 63
POLL_SECONDS = {True: 0.5, False: 10.0}
ENDED = ("Completed", "Failed", "Stopped")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a model's job reads and writes; its role may do nothing else."""

    model: str
    read: str
    write: str
    prefix: str

    @property
    def source(self) -> str:
        """The address of the file that is sent."""
        return f"s3://{self.read}/{self.prefix}rows.jsonl"

    @property
    def answers(self) -> str:
        """The key of the answers: SageMaker adds `.out` to the file's name."""
        return f"{self.prefix}rows.jsonl.out"


def place(*, target: Target, model: str, stack: str, job: str) -> Place:
    """Find the SageMaker model that batch jobs of `model` use, in its Serving stack, and the buckets."""
    pages = target.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    found = [
        row["PhysicalResourceId"]
        for page in pages
        for row in page["StackResourceSummaries"]
        if row["ResourceType"] == "AWS::SageMaker::Model" and row["LogicalResourceId"].startswith("Batch")
    ]
    if not found:
        terminal.stop(
            f"{stack} has no model for batch jobs",
            hint="Set [batch] in the environment's TOML and deploy; mock and multi-model hosting have none.",
        )
    data = target.outputs("Data")
    return Place(
        model=_named(target.client("sagemaker"), arn=found[0]),
        read=data["RawBucketName"],
        write=data["CuratedBucketName"],
        prefix=f"batch/{model}/{job}/",
    )


def _named(sagemaker: Any, *, arn: str) -> str:
    """Return the name of a model: CloudFormation knows its ARN, which has the name in lower case."""
    pages = sagemaker.get_paginator("list_models").paginate(SortBy="CreationTime", SortOrder="Descending")
    for row in (row for page in pages for row in page["Models"]):
        if row["ModelArn"] == arn:
            return str(row["ModelName"])
    terminal.stop(f"{arn} is in the stack and not in SageMaker", hint="Deploy the stack again.")


def create(*, sagemaker: Any, job: str, where: Place, instance_type: str, instances: int) -> None:
    """Start the job; however SageMaker groups lines, each has its own answer. A refusal ends the command."""
    request = {
        "TransformJobName": job,
        "ModelName": where.model,
        "BatchStrategy": "MultiRecord",
        "MaxPayloadInMB": PAYLOAD_MB,
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": where.source}},
            "ContentType": JSON_LINES,
            "SplitType": "Line",
        },
        "TransformOutput": {
            "S3OutputPath": f"s3://{where.write}/{where.prefix.rstrip('/')}",
            "Accept": JSON_LINES,
            "AssembleWith": "Line",
        },
        "TransformResources": {"InstanceType": instance_type, "InstanceCount": instances},
    }
    try:
        sagemaker.create_transform_job(**request)
    except ClientError as error:
        terminal.stop(f"SageMaker refused {job}: {error.response['Error']['Message']}")


def follow(
    *,
    sagemaker: Any,
    job: str,
    local: bool,
    limit_seconds: float,
    tell: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait for the end; a failed job, or one over the limit, ends the command. Ctrl-C stops the job."""
    pause = POLL_SECONDS[local]
    try:
        for _ in range(max(1, round(limit_seconds / pause))):
            described = sagemaker.describe_transform_job(TransformJobName=job)
            status = described["TransformJobStatus"]
            tell(status)
            if status in ENDED:
                break
            sleep(pause)
    except KeyboardInterrupt:
        sagemaker.stop_transform_job(TransformJobName=job)
        raise
    if status == "Completed":
        return
    if status not in ENDED:
        sagemaker.stop_transform_job(TransformJobName=job)
        terminal.stop(f"{job} did not end within {limit_seconds:.0f} s and was stopped")
    terminal.stop(f"{job}: {status}: {described.get('FailureReason', 'SageMaker gave no reason')}")
