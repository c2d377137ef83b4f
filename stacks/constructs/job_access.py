"""What the role of every SageMaker job needs of the key, and by what Step Functions hears of a job's end."""

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
    role.allow(
        "EncryptVolumes",
        actions=["kms:CreateGrant"],
        resources=[key.key_arn],
        conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
    )
