"""How a new model takes over, as SageMaker's policies: blue/green for endpoints, rolling for components."""

from collections.abc import Sequence

from aws_cdk import aws_sagemaker as sagemaker

from config.deployment import BlueGreen, Rolling
from config.deployment_rules import execution_seconds

Endpoint = sagemaker.CfnEndpoint
InferenceComponent = sagemaker.CfnInferenceComponent


def blue_green(deployment: BlueGreen, *, alarm_names: Sequence[str]) -> Endpoint.DeploymentConfigProperty:
    """Let a part of a second fleet take traffic first; an alarm meanwhile brings all of it back."""
    return Endpoint.DeploymentConfigProperty(
        blue_green_update_policy=Endpoint.BlueGreenUpdatePolicyProperty(
            traffic_routing_configuration=_routing(deployment),
            termination_wait_in_seconds=deployment.termination_wait_seconds,
            maximum_execution_timeout_in_seconds=execution_seconds(deployment),
        ),
        auto_rollback_configuration=Endpoint.AutoRollbackConfigProperty(
            alarms=[Endpoint.AlarmProperty(alarm_name=name) for name in alarm_names]
        ),
    )


def _routing(deployment: BlueGreen) -> Endpoint.TrafficRoutingConfigProperty:
    size = Endpoint.CapacitySizeProperty(type="CAPACITY_PERCENT", value=deployment.percent)
    canary = deployment.traffic == "canary"
    return Endpoint.TrafficRoutingConfigProperty(
        type="CANARY" if canary else "LINEAR",
        canary_size=size if canary else None,
        linear_step_size=None if canary else size,
        wait_interval_in_seconds=deployment.bake_seconds,
    )


def rolling(
    deployment: Rolling, *, alarm_names: Sequence[str]
) -> InferenceComponent.InferenceComponentDeploymentConfigProperty:
    """Replace copies a batch at a time; an alarm brings all old copies back at once."""
    size = InferenceComponent.InferenceComponentCapacitySizeProperty
    return InferenceComponent.InferenceComponentDeploymentConfigProperty(
        rolling_update_policy=InferenceComponent.InferenceComponentRollingUpdatePolicyProperty(
            maximum_batch_size=size(type="CAPACITY_PERCENT", value=deployment.percent),
            rollback_maximum_batch_size=size(type="CAPACITY_PERCENT", value=100),
            wait_interval_in_seconds=deployment.bake_seconds,
            maximum_execution_timeout_in_seconds=execution_seconds(deployment),
        ),
        auto_rollback_configuration=InferenceComponent.AutoRollbackConfigurationProperty(
            alarms=[InferenceComponent.AlarmProperty(alarm_name=name) for name in alarm_names]
        ),
    )
