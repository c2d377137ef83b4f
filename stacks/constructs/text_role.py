"""What the text classifier's pipeline and its jobs may do."""

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from config.text_training import TextTraining
from stacks.constructs.execution_role import LOG_GROUPS
from stacks.constructs.inference_image import PULL_ACTIONS, InferenceImage, allow_pull
from stacks.constructs.job_access import (
    allow_job_key,
    allow_job_logs,
    allow_passing_itself,
    allow_pipeline_jobs,
)
from stacks.constructs.role import ServiceRole
from stacks.data import DataStack

MADE = ("checkpoints", "evaluations", "training", "wheels")
"""Folders of the artifacts bucket; each has one for the model."""


class TextRole(ServiceRole):
    """One model's data and registry group. Source: SageMaker guide, execution role permissions."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        text: TextTraining,
        data: DataStack,
        image: InferenceImage,
        container_arn: str,
    ) -> None:
        super().__init__(scope, id, service="sagemaker", description="Execution role of the text pipeline")
        self._model = text.model
        self._use_data(data)
        allow_job_key(self, key=data.key)
        allow_pipeline_jobs(self)
        self._use_plan(text)
        self._register(config)
        allow_job_logs(self, *LOG_GROUPS)
        allow_passing_itself(self)
        allow_pull(self, image=image)
        self.allow("PullContainer", actions=PULL_ACTIONS, resources=[container_arn])

    def _use_data(self, data: DataStack) -> None:
        rows, made = f"datasets/{self._model}/*", [f"{folder}/{self._model}/*" for folder in MADE]
        raw, artifacts = data.raw, data.artifacts
        self.allow("ReadRows", actions=["s3:GetObject"], resources=[raw.arn_for_objects(rows)])
        written = [artifacts.arn_for_objects(each) for each in made]
        self.allow("ReadAndWriteMade", actions=["s3:GetObject", "s3:PutObject"], resources=written)
        for name, bucket, prefixes in (("ListRows", raw, [rows]), ("ListMade", artifacts, made)):
            self.allow(
                name,
                actions=["s3:ListBucket"],
                resources=[bucket.bucket_arn],
                conditions={"StringLike": {"s3:prefix": [*prefixes, *(each[:-2] for each in prefixes)]}},
            )

    def _use_plan(self, text: TextTraining) -> None:
        """Allow it by name; whether its reserved capacity must be allowed besides is not verified."""
        if text.training_plan:
            plan = [text.training_plan]
            self.allow("UsePlan", actions=["sagemaker:CreateTrainingJob"], resources=plan)

    def _register(self, config: Environment) -> None:
        kinds = {"ModelPackage": "model-package", "ModelPackageGroup": "model-package-group"}
        actions = [f"sagemaker:{verb}{kind}" for kind in kinds for verb in ("Create", "Describe")]
        group = f"{config.name}-{self._model}"
        resources = [
            self._arn(kinds["ModelPackageGroup"], group),
            self._arn(kinds["ModelPackage"], f"{group}/*"),
        ]
        self.allow("Register", actions=[*actions, "sagemaker:AddTags"], resources=resources)

    def _arn(self, resource: str, name: str) -> str:
        return cdk.Stack.of(self).format_arn(service="sagemaker", resource=resource, resource_name=name)
