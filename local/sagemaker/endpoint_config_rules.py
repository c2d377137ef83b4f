"""What SageMaker refuses in an endpoint configuration, as far as this project can ask for it."""

from typing import Any

from local.hosting.container import MULTI_MODEL, container_of
from local.sagemaker.errors import ServiceError


def check(request: dict[str, Any]) -> None:
    """Raise `ServiceError` for a model that does not exist, or parts that do not go together."""
    variants = request["ProductionVariants"]
    named = [variant for variant in variants if "ModelName" in variant]
    if named and len(named) < len(variants):
        raise ServiceError(message="Either every production variant names a model, or none does.")
    if not named:
        _check_components(request)
    for variant in named:
        _check_multi_model(variant, asynchronous="AsyncInferenceConfig" in request)


def _check_components(request: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html."""
    if "ExecutionRoleArn" not in request:
        raise ServiceError(
            message="ExecutionRoleArn is required for endpoints to which you deploy inference components."
        )
    if "AsyncInferenceConfig" in request:
        raise ServiceError(message="AsyncInferenceConfig needs production variants with a ModelName.")
    if any("ServerlessConfig" in variant for variant in request["ProductionVariants"]):
        raise ServiceError(message="ServerlessConfig needs production variants with a ModelName.")


def _check_multi_model(variant: dict[str, Any], *, asynchronous: bool) -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html, async-inference.html."""
    multi = container_of(variant["ModelName"]).get("Mode") == MULTI_MODEL
    if multi and (asynchronous or "ServerlessConfig" in variant):
        kind = "asynchronous" if asynchronous else "serverless"
        raise ServiceError(message=f"{variant['ModelName']} is a multi-model: it has no {kind} endpoint.")
