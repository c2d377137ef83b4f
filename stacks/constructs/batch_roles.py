"""Who runs a batch job: the job's own role, and that of the state machine which starts it."""

import aws_cdk as cdk
from constructs import Construct

from stacks.constructs.endpoint_role import allow_network_interfaces
from stacks.constructs.hosted_model import HostedModel
from stacks.constructs.inference_image import InferenceImage, allow_pull
from stacks.constructs.job_access import allow_hearing, allow_job_logs
from stacks.constructs.role import ServiceRole
from stacks.constructs.served_model import ServedModel
from stacks.data import DataStack

JOB_LOGS = "/aws/sagemaker/TransformJobs"
JOB_EVENTS = "StepFunctionsGetEventsForSageMakerTransformJobsRule"
"""The rule by which Step Functions learns that a job has ended (Step Functions guide, SageMaker policies)."""


class BatchJobRole(ServiceRole):
    """Reads files of `folder` in the raw bucket, writes to it in the curated one.

    Source of the list: SageMaker guide, CreateModel API execution role permissions.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        folder: str,
        served: ServedModel,
        data: DataStack,
        image: InferenceImage,
        in_network: bool,
    ) -> None:
        super().__init__(scope, id, service="sagemaker", description="Execution role of batch jobs")
        files = [served.artifact.arn, data.raw.arn_for_objects(f"{folder}/*")]
        self.allow("Read", actions=["s3:GetObject"], resources=files)
        self.allow(
            "List",
            actions=["s3:ListBucket"],
            resources=[data.raw.bucket_arn],
            conditions={"StringLike": {"s3:prefix": [f"{folder}/*"]}},
        )
        self.allow("Write", actions=["s3:PutObject"], resources=[data.curated.arn_for_objects(f"{folder}/*")])
        self.allow("Encryption", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[data.key.key_arn])
        allow_pull(self, image=image)
        allow_job_logs(self, JOB_LOGS)
        if in_network:
            allow_network_interfaces(self)


class BatchMachineRole(ServiceRole):
    """Starts jobs of `model` and of no other, under names that begin with `job_prefix`.

    Source of the list: Step Functions guide, IAM policies for SageMaker; the disks' key, SageMaker guide.
    """

    def __init__(
        self, scope: Construct, id: str, *, model: HostedModel, job_prefix: str, data: DataStack
    ) -> None:
        super().__init__(scope, id, service="states", description="Runs batch jobs of one model")
        jobs = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="transform-job", resource_name=f"{job_prefix}*"
        )
        self.allow(
            "Start",
            actions=["sagemaker:CreateTransformJob"],
            resources=[jobs],
            conditions={"ArnEquals": {"sagemaker:ModelArn": model.ref}},
        )
        follow = ("AddTags", "DescribeTransformJob", "StopTransformJob")
        self.allow("Follow", actions=[f"sagemaker:{verb}" for verb in follow], resources=[jobs])
        allow_hearing(self, rule=JOB_EVENTS, key=data.key)
