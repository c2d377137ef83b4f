"""The variants of an endpoint: the one that answers, and the shadow that is only compared."""

from aws_cdk import aws_sagemaker as sagemaker

from config import Asynchronous, Component, RealTime, Serverless
from config.accelerated import OnAccelerators
from config.serving import Shadow

VARIANT = "AllTraffic"
SHADOW_VARIANT = "Shadow"

Hosted = Serverless | RealTime | Asynchronous | Component
"""Every mode that has an endpoint."""
Variant = sagemaker.CfnEndpointConfig.ProductionVariantProperty


def production_variant(serving: Hosted, *, model_name: str) -> Variant:
    """All traffic goes to one variant; a component brings the model along itself."""
    if isinstance(serving, Component):
        return _component_variant(serving)
    if isinstance(serving, Serverless):
        return Variant(
            variant_name=VARIANT,
            model_name=model_name,
            initial_variant_weight=1,
            serverless_config=sagemaker.CfnEndpointConfig.ServerlessConfigProperty(
                memory_size_in_mb=serving.memory_mb,
                max_concurrency=serving.max_concurrency,
                provisioned_concurrency=serving.provisioned_concurrency,
            ),
        )
    first = serving.instance_count if isinstance(serving, RealTime) else max(1, serving.min_instances)
    return Variant(
        variant_name=VARIANT,
        model_name=model_name,
        initial_variant_weight=1,
        initial_instance_count=first,
        instance_type=serving.instance_type,
        inference_ami_version=serving.ami,
        container_startup_health_check_timeout_in_seconds=serving.startup,
        model_data_download_timeout_in_seconds=serving.download,
        capacity_reservation_config=_reservation(serving),
    )


def _reservation(
    serving: OnAccelerators,
) -> sagemaker.CfnEndpointConfig.CapacityReservationConfigProperty | None:
    if serving.capacity_reservation is None:
        return None
    return sagemaker.CfnEndpointConfig.CapacityReservationConfigProperty(
        capacity_reservation_preference="capacity-reservations-only",
        ml_reservation_arn=serving.capacity_reservation,
    )


def _component_variant(serving: Component) -> Variant:
    """SageMaker starts instances for the copies, at first the one that the first copy needs."""
    return Variant(
        variant_name=VARIANT,
        initial_instance_count=max(1, serving.min_instances),
        instance_type=serving.instance_type,
        inference_ami_version=serving.ami,
        capacity_reservation_config=_reservation(serving),
        managed_instance_scaling=sagemaker.CfnEndpointConfig.ManagedInstanceScalingProperty(
            status="ENABLED",
            min_instance_count=serving.min_instances,
            max_instance_count=serving.max_instances,
        ),
        routing_config=sagemaker.CfnEndpointConfig.RoutingConfigProperty(
            routing_strategy="LEAST_OUTSTANDING_REQUESTS"
        ),
    )


def shadow_variant(shadow: Shadow, *, serving: RealTime, model_name: str) -> Variant:
    """Its weight, beside the production variant's 1, is the share of requests that it gets a copy of."""
    return Variant(
        variant_name=SHADOW_VARIANT,
        model_name=model_name,
        initial_variant_weight=shadow.sampling_percentage / 100,
        initial_instance_count=shadow.instance_count,
        instance_type=serving.instance_type,
        inference_ami_version=serving.ami,
        container_startup_health_check_timeout_in_seconds=serving.startup,
        model_data_download_timeout_in_seconds=serving.download,
    )
