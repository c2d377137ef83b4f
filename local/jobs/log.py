"""What a job prints, in the CloudWatch log group where SageMaker would put it."""

from local.hosting.container_log import ContainerLog


class JobLog(ContainerLog):
    """Group `/aws/sagemaker/TrainingJobs` or `/aws/sagemaker/ProcessingJobs`, stream `<job>/algo-1-local`."""

    def __init__(self, *, kind: str, job: str) -> None:
        super().__init__(endpoint=job, variant="algo-1")
        self.group = f"/aws/sagemaker/{kind}s"
        self.stream = f"{job}/algo-1-local"
