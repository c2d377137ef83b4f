"""A SageMaker endpoint: role, model, configuration, endpoint, and for instances scaling and alarms."""

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment, RealTime
from stacks.constructs.endpoint_role import EndpointRole
from stacks.constructs.function import PrivateNetwork
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.served_model import ServedModel
from stacks.constructs.variant import deployment, production_variant
from stacks.constructs.watch import EndpointAlarms, scale
from stacks.data import DataStack


class ModelEndpoint(Construct):
    """`name` is fixed by environment and model, because callers' permissions and URLs hang on it."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        served: ServedModel,
        data: DataStack,
        image: InferenceImage,
        network: PrivateNetwork | None,
    ) -> None:
        super().__init__(scope, id)
        self._config, self._data = config, data
        self.name = f"{config.name}-{served.name}"
        self.arn = cdk.Stack.of(self).format_arn(
            service="sagemaker", resource="endpoint", resource_name=self.name
        )
        role = EndpointRole(
            self,
            "Role",
            config=config,
            endpoint=self.name,
            served=served,
            data=data,
            image=image,
            in_network=network is not None,
        )
        model = self._model(role=role, served=served, image=image, network=network)
        alarms = self._alarms()
        self.resource = self._endpoint(self._endpoint_config(model), alarms)
        if isinstance(config.serving, RealTime) and config.serving.autoscaling:
            scale(self, endpoint=self.resource, name=self.name, autoscaling=config.serving.autoscaling)

    def _model(
        self,
        *,
        role: EndpointRole,
        served: ServedModel,
        image: InferenceImage,
        network: PrivateNetwork | None,
    ) -> sagemaker.CfnModel:
        serving = self._config.serving
        model = sagemaker.CfnModel(
            self,
            "Model",
            execution_role_arn=role.role_arn,
            enable_network_isolation=isinstance(serving, RealTime) and serving.network_isolation,
            primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
                image=image.uri(cdk.Stack.of(self)),
                model_data_url=served.model_data_url,
                environment=_container_environment(self._config),
            ),
            vpc_config=sagemaker.CfnModel.VpcConfigProperty(
                subnets=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
                security_group_ids=[network.security_group.security_group_id],
            )
            if network
            else None,
        )
        model.node.add_dependency(role)
        return model

    def _endpoint_config(self, model: sagemaker.CfnModel) -> sagemaker.CfnEndpointConfig:
        serving = self._config.serving
        no_key = isinstance(serving, RealTime) and serving.local_storage
        return sagemaker.CfnEndpointConfig(
            self,
            "Config",
            kms_key_id=None if no_key else self._data.key.key_arn,
            production_variants=[production_variant(serving, model_name=model.attr_model_name)],
            data_capture_config=self._data_capture(),
        )

    def _data_capture(self) -> sagemaker.CfnEndpointConfig.DataCaptureConfigProperty | None:
        serving = self._config.serving
        if not isinstance(serving, RealTime) or serving.data_capture_percentage is None:
            return None
        capture = sagemaker.CfnEndpointConfig.CaptureOptionProperty
        return sagemaker.CfnEndpointConfig.DataCaptureConfigProperty(
            enable_capture=True,
            initial_sampling_percentage=serving.data_capture_percentage,
            destination_s3_uri=self._data.curated.s3_url_for_object("captured"),
            kms_key_id=self._data.key.key_arn,
            capture_options=[capture(capture_mode="Input"), capture(capture_mode="Output")],
        )

    def _alarms(self) -> EndpointAlarms | None:
        serving = self._config.serving
        if not isinstance(serving, RealTime):
            return None
        return EndpointAlarms(
            self, "Alarms", endpoint=self.name, key=self._data.key, latency_ms=serving.latency_alarm_ms
        )

    def _endpoint(
        self, endpoint_config: sagemaker.CfnEndpointConfig, alarms: EndpointAlarms | None
    ) -> sagemaker.CfnEndpoint:
        endpoint = sagemaker.CfnEndpoint(
            self,
            "Endpoint",
            endpoint_name=self.name,
            endpoint_config_name=endpoint_config.attr_endpoint_config_name,
            deployment_config=deployment(alarms.names) if alarms else None,
            # An update keeps the number of instances that scaling has reached.
            retain_all_variant_properties=True if alarms else None,
        )
        if alarms:
            endpoint.node.add_dependency(alarms)
        return endpoint


def _container_environment(config: Environment) -> dict[str, str] | None:
    """AWS's framework container finds our functions by these names; our own image needs none of them."""
    if config.image == "own":
        return None
    return {"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"}
