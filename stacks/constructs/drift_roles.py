"""Who measures drift: the job, the machine that starts it, and the function between them."""

import aws_cdk as cdk
from constructs import Construct

from stacks.constructs.function import PlatformFunction
from stacks.constructs.inference_image import InferenceImage, allow_pull
from stacks.constructs.job_access import JOB_EVENTS, allow_hearing, allow_job_key, allow_job_logs
from stacks.constructs.role import ServiceRole
from stacks.constructs.starter import Starter
from stacks.data import DataStack

JOB_LOGS = "/aws/sagemaker/ProcessingJobs"
OF_VERSIONS = ("models/*", "evaluations/*")
"""Where cards lie in the artifacts bucket: of `deploy-model`, and of the pipeline."""


class DriftJobRole(ServiceRole):
    """Reads captured requests of one endpoint and what was prepared; writes reports beside it.

    Source of the list: SageMaker guide, execution role permissions of CreateProcessingJob.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        captured: str,
        reports: str,
        data: DataStack,
        image: InferenceImage,
    ) -> None:
        super().__init__(scope, id, service="sagemaker", description="Execution role of drift jobs")
        files = [data.curated.arn_for_objects(f"{folder}/*") for folder in (captured, reports)]
        self.allow("Read", actions=["s3:GetObject"], resources=files)
        self.allow("Write", actions=["s3:PutObject"], resources=files[1:])
        self.allow(
            "List",
            actions=["s3:ListBucket"],
            resources=[data.curated.bucket_arn],
            conditions={"StringLike": {"s3:prefix": [f"{captured}/*", f"{reports}/*"]}},
        )
        allow_job_key(self, key=data.key)
        allow_pull(self, image=image)
        allow_job_logs(self, JOB_LOGS)


class DriftMachineRole(ServiceRole):
    """Starts jobs under names that begin with `job_prefix`, with one role, and writes one namespace.

    Source of the list: Step Functions guide, IAM policies for SageMaker; the disks' key, SageMaker guide.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        job_prefix: str,
        job_role: ServiceRole,
        function_arn: str,
        namespace: str,
        data: DataStack,
    ) -> None:
        super().__init__(scope, id, service="states", description="Measures drift")
        jobs = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="processing-job", resource_name=f"{job_prefix}*"
        )
        self.allow("Ask", actions=["lambda:InvokeFunction"], resources=[function_arn])
        verbs = ("CreateProcessingJob", "DescribeProcessingJob", "StopProcessingJob", "AddTags")
        self.allow("Run", actions=[f"sagemaker:{verb}" for verb in verbs], resources=[jobs])
        self.allow(
            "PassJobRole",
            actions=["iam:PassRole"],
            resources=[job_role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        )
        allow_hearing(self, rule=JOB_EVENTS, key=data.key)
        self.allow(
            "Metrics",
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={"StringEquals": {"cloudwatch:namespace": namespace}},
        )


def allow_function(
    function: PlatformFunction,
    *,
    entry: str,
    captured: str,
    reports: str,
    starter: Starter,
    data: DataStack,
) -> None:
    """Let the function find captured objects, copy card and reference of a version, and read results."""
    role, curated = function.service_role, data.curated
    parameter = cdk.Stack.of(function).format_arn(
        service="ssm", resource="parameter", resource_name=entry.lstrip("/")
    )
    role.allow("FindModel", actions=["ssm:GetParameter"], resources=[parameter])
    first = [starter.card, *([starter.reference] if starter.reference else [])]
    versions = [
        *(f"arn:{cdk.Aws.PARTITION}:s3:::{location}" for location in first),
        *(data.artifacts.arn_for_objects(prefix) for prefix in OF_VERSIONS),
    ]
    own = curated.arn_for_objects(f"{reports}/*")
    role.allow("Read", actions=["s3:GetObject"], resources=[*versions, own])
    role.allow("Write", actions=["s3:PutObject"], resources=[own])
    role.allow("Encrypt", actions=["kms:GenerateDataKey"], resources=[data.key.key_arn])
    role.allow(
        "ListCaptured",
        actions=["s3:ListBucket"],
        resources=[curated.bucket_arn],
        conditions={"StringLike": {"s3:prefix": [f"{captured}/*", f"{reports}/*"]}},
    )
    # Without the right to list, S3 answers 403 for a reference that is not there (S3 guide, GetObject), and a
    # request for an object has no s3:prefix: a condition on it would take the right away again.
    role.allow("ListVersions", actions=["s3:ListBucket"], resources=[data.artifacts.bucket_arn])
