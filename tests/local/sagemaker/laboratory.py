"""The local SageMaker in this process, a bucket, and small scripts in place of model_code."""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local import aws
from tests.local.waiting import pause

ROLE = "arn:aws:iam::000000000000:role/execution"
WAIT_SECONDS = 120.0


@dataclass
class Laboratory:
    """Clients, three buckets, and the folder whose scripts jobs run."""

    code: Path
    bucket: str
    sagemaker: Any = field(default_factory=lambda: aws.client("sagemaker"))
    s3: Any = field(default_factory=lambda: aws.client("s3"))

    def script(self, name: str, *lines: str) -> None:
        head = (
            "import json, os, pathlib, sys, time",
            "base = pathlib.Path(os.environ['SAGEMAKER_BASE_DIR'])",
        )
        (self.code / name).write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")

    def put(self, key: str, body: bytes = b"a,target\n1,x\n") -> str:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        return f"s3://{self.bucket}/{key}"

    def keys(self, prefix: str = "") -> list[str]:
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=prefix).get("Contents", [])
        return [row["Key"] for row in found]

    def wait(self, describe: Callable[[], dict[str, Any]], status: str) -> dict[str, Any]:
        """The end's description; who has waited long looks more seldom."""
        began = time.monotonic()
        while (described := describe())[status] in ("InProgress", "Executing", "Stopping"):
            waited = time.monotonic() - began
            assert waited < WAIT_SECONDS, described
            pause(waited)
        return described

    def train(self, **changes: Any) -> dict[str, Any]:
        """Run a training job to its end; the description it ends with."""
        name = self.start_training(**changes)
        return self.wait(
            lambda: self.sagemaker.describe_training_job(TrainingJobName=name), "TrainingJobStatus"
        )

    def start_training(self, **changes: Any) -> str:
        name = f"job-{uuid.uuid4().hex[:8]}"
        channel = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{self.bucket}/train"}
        request = {
            "AlgorithmSpecification": {"TrainingImage": "unused", "TrainingInputMode": "File"},
            "RoleArn": ROLE,
            "HyperParameters": {"target": "target"},
            "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": channel}}],
            "OutputDataConfig": {"S3OutputPath": f"s3://{self.bucket}/models/"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
            "StoppingCondition": {"MaxRuntimeInSeconds": 100},
        }
        self.sagemaker.create_training_job(TrainingJobName=name, **(request | changes))
        return name

    def process(self, *words: str, **changes: Any) -> dict[str, Any]:
        """Run a processing job whose entrypoint is `words`; the description it ends with."""
        name = f"job-{uuid.uuid4().hex[:8]}"
        request = {
            "AppSpecification": {"ImageUri": "unused", "ContainerEntrypoint": list(words)},
            "RoleArn": ROLE,
            "ProcessingResources": {
                "ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}
            },
        }
        self.sagemaker.create_processing_job(ProcessingJobName=name, **(request | changes))
        return self.wait(
            lambda: self.sagemaker.describe_processing_job(ProcessingJobName=name), "ProcessingJobStatus"
        )

    def pipeline(self, *steps: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> str:
        definition = {"Version": "2020-12-01", "Parameters": parameters or [], "Steps": list(steps)}
        return self.pipeline_of(json.dumps(definition))

    def pipeline_of(self, definition: str) -> str:
        name = f"pipeline-{uuid.uuid4().hex[:8]}"
        self.sagemaker.create_pipeline(
            PipelineName=name,
            PipelineDefinition=definition,
            RoleArn=ROLE,
            ClientRequestToken=uuid.uuid4().hex,
        )
        return name

    def execute(self, pipeline: str, **parameters: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """Run a pipeline to its end; the execution's description, and its steps in the order they ran."""
        arn = self.start(pipeline, **parameters)
        return self.ended(arn), self.steps(arn)

    def start(self, pipeline: str, **parameters: str) -> str:
        started = self.sagemaker.start_pipeline_execution(
            PipelineName=pipeline,
            PipelineParameters=[{"Name": name, "Value": value} for name, value in parameters.items()],
            ClientRequestToken=uuid.uuid4().hex,
        )
        return str(started["PipelineExecutionArn"])

    def ended(self, arn: str) -> dict[str, Any]:
        return self.wait(
            lambda: self.sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn),
            "PipelineExecutionStatus",
        )

    def steps(self, arn: str) -> dict[str, dict[str, Any]]:
        listed = self.sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn, SortOrder="Ascending")
        return {step["StepName"]: step for step in listed["PipelineExecutionSteps"]}
