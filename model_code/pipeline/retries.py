"""When a step is tried again: where AWS had no machine, or lost one, and never for a fault of the code."""

from sagemaker.mlops.workflow.retry import (
    SageMakerJobExceptionTypeEnum,
    SageMakerJobStepRetryPolicy,
)

WHEN_AWS_IS_SHORT = [
    SageMakerJobStepRetryPolicy(
        failure_reason_types=[
            SageMakerJobExceptionTypeEnum.CAPACITY_ERROR,
            SageMakerJobExceptionTypeEnum.INTERNAL_ERROR,
        ],
        interval_seconds=300,
        backoff_rate=2.0,
        max_attempts=5,
    )
]
"""Minutes, not seconds: accelerators come back when another customer's job ends."""
