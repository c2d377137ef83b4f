"""What the pipeline and its jobs may do."""

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from stacks.constructs.inference_image import PULL_ACTIONS, InferenceImage, allow_pull
from stacks.constructs.job_access import (
    allow_job_key,
    allow_job_logs,
    allow_passing_itself,
    allow_pipeline_jobs,
)
from stacks.constructs.optional_steps import feature_group
from stacks.constructs.role import ServiceRole
from stacks.constructs.run_access import allow_run_logging
from stacks.constructs.transform_engines import processing_containers, uses_spark
from stacks.data import DataStack

LOG_GROUPS = ("/aws/sagemaker/ProcessingJobs", "/aws/sagemaker/TrainingJobs")


class ExecutionRole(ServiceRole):
    """Source of the list: SageMaker guide, execution role permissions of the job-creating APIs."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        data: DataStack,
        image: InferenceImage,
        app_arn: str | None = None,
    ) -> None:
        super().__init__(
            scope, id, service="sagemaker", description="Execution role of the training pipeline"
        )
        self._stack = cdk.Stack.of(self)
        self._use_data(config, data)
        self._run_optional_steps(config=config, data=data)
        if config.tracking:
            allow_run_logging(self, data=data, app_arn=app_arn)
        allow_job_key(self, key=data.key)
        allow_pipeline_jobs(self)
        self._register(config)
        allow_job_logs(self, *LOG_GROUPS)
        allow_passing_itself(self)
        allow_pull(self, image=image)

    def _use_data(self, config: Environment, data: DataStack) -> None:
        """Read raw data; write what is made of it, where the definition says."""
        raw = ["datasets/*", *self._retraining(config)]
        self.allow(
            "ReadRaw", actions=["s3:GetObject"], resources=[data.raw.arn_for_objects(each) for each in raw]
        )
        made = [
            data.curated.arn_for_objects("datasets/*"),
            data.artifacts.arn_for_objects("training/*"),
            data.artifacts.arn_for_objects("evaluations/*"),
        ]
        self.allow("ReadAndWriteMade", actions=["s3:GetObject", "s3:PutObject"], resources=made)
        for name, bucket, prefixes in (
            ("ListRaw", data.raw, raw),
            ("ListCurated", data.curated, ["datasets/*"]),
            ("ListArtifacts", data.artifacts, ["training/*", "evaluations/*"]),
        ):
            self.allow(
                name,
                actions=["s3:ListBucket"],
                resources=[bucket.bucket_arn],
                conditions={"StringLike": {"s3:prefix": prefixes}},
            )

    @staticmethod
    def _retraining(config: Environment) -> list[str]:
        """Return the folder that retraining after drift reads, where it is another one."""
        prefix = config.drift.retraining_data if config.drift else None
        return [f"{prefix}*"] if prefix and not prefix.startswith("datasets/") else []

    def _run_optional_steps(self, *, config: Environment, data: DataStack) -> None:
        """Allow each step what it needs beyond the others, and only where there is such a step."""
        if uses_spark(config):
            # Spark asks for objects that are not there yet, and takes S3's 403 for a refusal. A 404 needs the
            # right to list, and a request for an object has no s3:prefix that a condition could look at.
            self.allow("LookForRows", actions=["s3:ListBucket"], resources=[data.curated.bucket_arn])
            # Spark renames what its tasks wrote when it commits, and S3 knows that only as copy and delete.
            transformed = data.curated.arn_for_objects("datasets/*/transformed/*")
            actions = ["s3:AbortMultipartUpload", "s3:DeleteObject"]
            self.allow("CommitTransformed", actions=actions, resources=[transformed])
        if containers := processing_containers(config):
            self.allow("PullContainers", actions=PULL_ACTIONS, resources=containers)
        if group := feature_group(config):
            resource = self._arn("feature-group", f"{config.name}-{group}")
            actions = ["sagemaker:BatchGetRecord", "sagemaker:DescribeFeatureGroup", "sagemaker:PutRecord"]
            self.allow("Ingest", actions=actions, resources=[resource])

    def _register(self, config: Environment) -> None:
        """Allow any model of this environment: the registering step makes a group that is not there yet."""
        kinds = {"ModelPackage": "model-package", "ModelPackageGroup": "model-package-group"}
        actions = [f"sagemaker:{verb}{kind}" for kind in kinds for verb in ("Create", "Describe")]
        resources = [self._arn(resource, f"{config.name}-*") for resource in kinds.values()]
        self.allow("Register", actions=[*actions, "sagemaker:AddTags"], resources=resources)

    def _arn(self, resource: str, name: str) -> str:
        return self._stack.format_arn(service="sagemaker", resource=resource, resource_name=name)
