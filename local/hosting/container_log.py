"""What a model server prints, in the CloudWatch log group where SageMaker would put it."""

from local.process_log import ProcessLog


class ContainerLog(ProcessLog):
    """The stream `<variant>/local` of the group `/aws/sagemaker/Endpoints/<endpoint>`."""

    def __init__(self, *, endpoint: str, variant: str) -> None:
        super().__init__(group=f"/aws/sagemaker/Endpoints/{endpoint}", stream=f"{variant}/local")
