"""The endpoint itself, under one name for good, with the policy by which its next model takes over."""

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Asynchronous, RealTime
from stacks.constructs.deployment_alarms import DeploymentAlarms
from stacks.constructs.deployment_policy import blue_green
from stacks.constructs.endpoint_config import EndpointConfig
from stacks.constructs.variant import Hosted

FROM_THE_CONFIG = ("DataCaptureConfig", "DesiredWeight")
"""What an update takes from the new configuration, while it keeps the instances that scaling has reached."""


class GuardedEndpoint(sagemaker.CfnEndpoint):
    """Created after its alarms. Serverless endpoints have none, and a component is guarded by itself."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        serving: Hosted,
        name: str,
        endpoint_config: EndpointConfig,
        alarms: DeploymentAlarms | None,
    ) -> None:
        super().__init__(
            scope,
            id,
            endpoint_name=name,
            endpoint_config_name=endpoint_config.attr_endpoint_config_name,
        )
        if alarms:
            self.node.add_dependency(alarms)
        if alarms and isinstance(serving, RealTime | Asynchronous):
            self.deployment_config = blue_green(serving.deployment, alarm_names=alarms.names)
        if isinstance(serving, RealTime) and serving.autoscaling:
            self._keep_instances()

    def _keep_instances(self) -> None:
        """Keep what scaling has reached; an asynchronous endpoint may have reached none."""
        self.retain_all_variant_properties = True
        self.exclude_retained_variant_properties = [
            sagemaker.CfnEndpoint.VariantPropertyProperty(variant_property_type=kind)
            for kind in FROM_THE_CONFIG
        ]
