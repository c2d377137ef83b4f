"""What SageMaker's jobs, and the pipelines and machines that start them, may do beside what is their own."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms

from stacks.constructs.role import ServiceRole

JOB_EVENTS = "StepFunctionsGetEventsForSageMakerProcessingJobsRule"
"""The rule by which Step Functions learns that a job has ended (Step Functions guide, SageMaker policies)."""


def allow_job_key(role: ServiceRole, *, key: kms.IKey) -> None:
    """Allow the key for objects, and grants by which SageMaker attaches encrypted disks to a job.

    Source: SageMaker guide, execution role permissions of the job-creating APIs.
    """
    use = ("Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey")
    role.allow("Encryption", actions=[f"kms:{verb}" for verb in use], resources=[key.key_arn])
    _allow_volumes(role, key=key)


def allow_job_logs(role: ServiceRole, *groups: str) -> None:
    """Allow a job's log and metrics.

    SageMaker names the groups, such as /aws/sagemaker/ProcessingJobs, and the metrics' namespaces alike; all
    environments of an account share them, so no stack owns them.
    """
    stack = cdk.Stack.of(role)
    named = [
        stack.format_arn(
            service="logs",
            resource="log-group",
            resource_name=f"{group}*",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        for group in groups
    ]
    verbs = ("CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents")
    role.allow("Log", actions=[f"logs:{verb}" for verb in verbs], resources=named)
    role.allow(
        "Metrics",
        actions=["cloudwatch:PutMetricData"],
        resources=["*"],
        conditions={"StringEquals": {"cloudwatch:namespace": list(groups) if groups[1:] else groups[0]}},
    )


def allow_pipeline_jobs(role: ServiceRole) -> None:
    """Allow a pipeline's jobs only: the service names them `pipelines-<execution>-<step>-<suffix>`."""
    kinds, verbs = ("Processing", "Training"), ("Create", "Describe", "Stop")
    actions = [f"sagemaker:{verb}{kind}Job" for kind in kinds for verb in verbs]
    jobs = [
        cdk.Stack.of(role).format_arn(
            service="sagemaker", resource=f"{kind.lower()}-job", resource_name="pipelines-*"
        )
        for kind in kinds
    ]
    role.allow("RunJobs", actions=[*actions, "sagemaker:AddTags"], resources=jobs)


def allow_passing_itself(role: ServiceRole) -> None:
    """Let what runs as the role start jobs that run as the role too."""
    role.allow(
        "PassItself",
        actions=["iam:PassRole"],
        resources=[role.role_arn],
        conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
    )


def allow_asset(role: ServiceRole, name: str, *, bucket_arn: str, key: str, arn: str) -> None:
    """Let jobs read one object of the assets' bucket, listed first as they name it as a prefix."""
    role.allow(f"Read{name}", actions=["s3:GetObject"], resources=[arn])
    role.allow(
        f"List{name}",
        actions=["s3:ListBucket"],
        resources=[bucket_arn],
        conditions={"StringEquals": {"s3:prefix": key}},
    )


def allow_hearing(role: ServiceRole, *, rule: str, key: kms.IKey) -> None:
    """Let a machine that waits for a job hear of its end, and give the job an encrypted disk.

    Source: Step Functions guide, IAM policies for SageMaker; the disk's key, SageMaker guide.
    """
    named = cdk.Stack.of(role).format_arn(service="events", resource="rule", resource_name=rule)
    hear = ("DescribeRule", "PutRule", "PutTargets")
    role.allow("Hear", actions=[f"events:{verb}" for verb in hear], resources=[named])
    use = ("Decrypt", "DescribeKey", "GenerateDataKey")
    role.allow("Encryption", actions=[f"kms:{verb}" for verb in use], resources=[key.key_arn])
    _allow_volumes(role, key=key)


def _allow_volumes(role: ServiceRole, *, key: kms.IKey) -> None:
    role.allow(
        "EncryptVolumes",
        actions=["kms:CreateGrant"],
        resources=[key.key_arn],
        conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
    )
