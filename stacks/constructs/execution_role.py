"""What the pipeline and its jobs may do."""

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from stacks.constructs.inference_image import InferenceImage, allow_pull
from stacks.constructs.role import ServiceRole
from stacks.data import DataStack

LOG_GROUPS = ("/aws/sagemaker/ProcessingJobs", "/aws/sagemaker/TrainingJobs")
"""SageMaker writes to these names; all environments of an account share them, so no stack owns them."""


class ExecutionRole(ServiceRole):
    """Source of the list: SageMaker guide, execution role permissions of the job-creating APIs."""

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, data: DataStack, image: InferenceImage
    ) -> None:
        super().__init__(
            scope, id, service="sagemaker", description="Execution role of the training pipeline"
        )
        self._stack = cdk.Stack.of(self)
        self._use_data(data)
        self._use_key(data)
        self._run_jobs()
        self._register(config)
        self._write_logs_and_metrics()
        self.allow(
            "PassItself",
            actions=["iam:PassRole"],
            resources=[self.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        )
        allow_pull(self, image=image)

    def _use_data(self, data: DataStack) -> None:
        """Read raw data; write what is made of it, where the definition says."""
        self.allow("ReadRaw", actions=["s3:GetObject"], resources=[data.raw.arn_for_objects("datasets/*")])
        made = [
            data.curated.arn_for_objects("datasets/*"),
            data.artifacts.arn_for_objects("training/*"),
            data.artifacts.arn_for_objects("evaluations/*"),
        ]
        self.allow("ReadAndWriteMade", actions=["s3:GetObject", "s3:PutObject"], resources=made)
        for name, bucket, prefixes in (
            ("ListRaw", data.raw, ["datasets/*"]),
            ("ListCurated", data.curated, ["datasets/*"]),
            ("ListArtifacts", data.artifacts, ["training/*", "evaluations/*"]),
        ):
            self.allow(
                name,
                actions=["s3:ListBucket"],
                resources=[bucket.bucket_arn],
                conditions={"StringLike": {"s3:prefix": prefixes}},
            )

    def _use_key(self, data: DataStack) -> None:
        """Allow the key for objects, and grants by which SageMaker attaches encrypted disks to a job."""
        use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
        self.allow("Encryption", actions=use, resources=[data.key.key_arn])
        self.allow(
            "EncryptVolumes",
            actions=["kms:CreateGrant"],
            resources=[data.key.key_arn],
            conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        )

    def _run_jobs(self) -> None:
        """Allow a pipeline's jobs only: the service names them `pipelines-<execution>-<step>-<suffix>`."""
        jobs = [self._arn(f"{kind}-job", "pipelines-*") for kind in ("processing", "training")]
        actions = [
            f"sagemaker:{verb}{kind}Job"
            for kind in ("Processing", "Training")
            for verb in ("Create", "Describe", "Stop")
        ]
        self.allow("RunJobs", actions=[*actions, "sagemaker:AddTags"], resources=jobs)

    def _register(self, config: Environment) -> None:
        """Allow any model of this environment: the registering step makes a group that is not there yet."""
        kinds = {"ModelPackage": "model-package", "ModelPackageGroup": "model-package-group"}
        actions = [f"sagemaker:{verb}{kind}" for kind in kinds for verb in ("Create", "Describe")]
        resources = [self._arn(resource, f"{config.name}-*") for resource in kinds.values()]
        self.allow("Register", actions=[*actions, "sagemaker:AddTags"], resources=resources)

    def _write_logs_and_metrics(self) -> None:
        groups = [
            self._arn("log-group", f"{name}*", service="logs", separator=cdk.ArnFormat.COLON_RESOURCE_NAME)
            for name in LOG_GROUPS
        ]
        actions = ("CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents")
        self.allow("Log", actions=[f"logs:{action}" for action in actions], resources=groups)
        self.allow(
            "Metrics",
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={"StringEquals": {"cloudwatch:namespace": list(LOG_GROUPS)}},
        )

    def _arn(
        self,
        resource: str,
        name: str,
        *,
        service: str = "sagemaker",
        separator: cdk.ArnFormat = cdk.ArnFormat.SLASH_RESOURCE_NAME,
    ) -> str:
        return self._stack.format_arn(
            service=service, resource=resource, resource_name=name, arn_format=separator
        )
