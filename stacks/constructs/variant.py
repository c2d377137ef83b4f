"""The one variant an endpoint has, and how a new model takes its place."""

from collections.abc import Sequence

from aws_cdk import aws_sagemaker as sagemaker

from config import RealTime, Serverless

VARIANT = "AllTraffic"
BAKE_SECONDS = 300


def production_variant(
    serving: Serverless | RealTime, *, model_name: str
) -> sagemaker.CfnEndpointConfig.ProductionVariantProperty:
    """All traffic goes to one variant, on instances or serverless."""
    if isinstance(serving, Serverless):
        return sagemaker.CfnEndpointConfig.ProductionVariantProperty(
            variant_name=VARIANT,
            model_name=model_name,
            initial_variant_weight=1,
            serverless_config=sagemaker.CfnEndpointConfig.ServerlessConfigProperty(
                memory_size_in_mb=serving.memory_mb, max_concurrency=serving.max_concurrency
            ),
        )
    return sagemaker.CfnEndpointConfig.ProductionVariantProperty(
        variant_name=VARIANT,
        model_name=model_name,
        initial_variant_weight=1,
        initial_instance_count=serving.instance_count,
        instance_type=serving.instance_type,
    )


def deployment(alarm_names: Sequence[str]) -> sagemaker.CfnEndpoint.DeploymentConfigProperty:
    """Half of the new fleet takes traffic first; an alarm within five minutes brings the old model back."""
    return sagemaker.CfnEndpoint.DeploymentConfigProperty(
        blue_green_update_policy=sagemaker.CfnEndpoint.BlueGreenUpdatePolicyProperty(
            traffic_routing_configuration=sagemaker.CfnEndpoint.TrafficRoutingConfigProperty(
                type="CANARY",
                canary_size=sagemaker.CfnEndpoint.CapacitySizeProperty(type="CAPACITY_PERCENT", value=50),
                wait_interval_in_seconds=BAKE_SECONDS,
            ),
            termination_wait_in_seconds=BAKE_SECONDS,
        ),
        auto_rollback_configuration=sagemaker.CfnEndpoint.AutoRollbackConfigProperty(
            alarms=[sagemaker.CfnEndpoint.AlarmProperty(alarm_name=name) for name in alarm_names]
        ),
    )
