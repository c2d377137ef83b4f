"""The configuration of an endpoint: its variants, and what becomes of requests and answers besides."""

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Asynchronous, Component, RealTime, Serverless
from stacks.constructs.hosted_model import Container, HostedModel
from stacks.constructs.role import ServiceRole
from stacks.constructs.variant import Hosted, production_variant, shadow_variant
from stacks.data import DataStack
from stacks.jobs import ASYNC, JobsStack

CAPTURE_PREFIX = "captured"
Config = sagemaker.CfnEndpointConfig


class EndpointConfig(Config):
    """Without a name of its own: every property but the tags replaces it, and the endpoint is updated."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        serving: Hosted,
        endpoint: str,
        model: HostedModel,
        shadow: HostedModel | None,
        container: Container,
        role: ServiceRole,
        data: DataStack,
        jobs: JobsStack,
    ) -> None:
        on_components = isinstance(serving, Component)
        refuses_key = not isinstance(serving, Serverless) and serving.local_storage
        super().__init__(
            scope,
            id,
            kms_key_id=None if refuses_key else data.key.key_arn,
            production_variants=[production_variant(serving, model_name=model.attr_model_name)],
            shadow_production_variants=_shadows(serving, shadow),
            data_capture_config=_data_capture(serving, data=data),
            async_inference_config=_asynchronous(serving, endpoint=endpoint, jobs=jobs),
            # An endpoint of components has no model to take these from.
            execution_role_arn=role.role_arn if on_components else None,
            enable_network_isolation=container.isolated if on_components else None,
            vpc_config=_vpc(container) if on_components else None,
        )
        if on_components:
            self.node.add_dependency(role)


def _shadows(serving: Hosted, shadow: HostedModel | None) -> list[Config.ProductionVariantProperty] | None:
    if not isinstance(serving, RealTime) or serving.shadow is None or shadow is None:
        return None
    return [shadow_variant(serving.shadow, serving=serving, model_name=shadow.attr_model_name)]


def _data_capture(serving: Hosted, *, data: DataStack) -> Config.DataCaptureConfigProperty | None:
    if not isinstance(serving, RealTime) or serving.data_capture_percentage is None:
        return None
    return Config.DataCaptureConfigProperty(
        enable_capture=True,
        initial_sampling_percentage=serving.data_capture_percentage,
        destination_s3_uri=data.curated.s3_url_for_object(CAPTURE_PREFIX),
        kms_key_id=data.key.key_arn,
        capture_options=[
            Config.CaptureOptionProperty(capture_mode="Input"),
            Config.CaptureOptionProperty(capture_mode="Output"),
        ],
    )


def _asynchronous(
    serving: Hosted, *, endpoint: str, jobs: JobsStack
) -> Config.AsyncInferenceConfigProperty | None:
    """Answers and failures go below the endpoint's own prefix, and a message about each to one topic."""
    if not isinstance(serving, Asynchronous):
        return None
    place = jobs.bucket.s3_url_for_object(f"{ASYNC}{endpoint}")
    return Config.AsyncInferenceConfigProperty(
        client_config=Config.AsyncInferenceClientConfigProperty(
            max_concurrent_invocations_per_instance=serving.invocations_at_once
        ),
        output_config=Config.AsyncInferenceOutputConfigProperty(
            kms_key_id=jobs.key.key_arn,
            s3_output_path=f"{place}/out/",
            s3_failure_path=f"{place}/failed/",
            notification_config=Config.AsyncInferenceNotificationConfigProperty(
                success_topic=jobs.finished.topic_arn, error_topic=jobs.finished.topic_arn
            ),
        ),
    )


def _vpc(container: Container) -> Config.VpcConfigProperty | None:
    if (network := container.network) is None:
        return None
    return Config.VpcConfigProperty(
        subnets=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
        security_group_ids=[network.security_group.security_group_id],
    )
