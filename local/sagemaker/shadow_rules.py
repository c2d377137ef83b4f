"""What SageMaker refuses in an endpoint configuration with a shadow."""

from local.sagemaker.errors import ServiceError
from local.sagemaker.operations import Request
from local.sagemaker.records import records


def check(request: Request) -> None:
    """Raise `ServiceError` unless the shadow's model exists and it shadows exactly one production variant.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
    """
    shadows = request.get("ShadowProductionVariants", [])
    if shadows and (len(shadows), len(request["ProductionVariants"])) != (1, 1):
        raise ServiceError(
            message="A shadow needs exactly one ProductionVariant and one ShadowProductionVariant."
        )
    for variant in shadows:
        records.get("Model", variant.get("ModelName", ""))
