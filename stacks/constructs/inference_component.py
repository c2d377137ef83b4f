"""Copies of one model on an endpoint whose instances come and go with them."""

from collections.abc import Sequence

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Component
from stacks.constructs.deployment_policy import rolling
from stacks.constructs.hosted_model import HostedModel
from stacks.constructs.variant import VARIANT

Properties = sagemaker.CfnInferenceComponent


class InferenceComponent(Properties):
    """A new model updates it in place, under the name it always had.

    A deployment asks for one copy at least, so that the new model has answered once before it counts as
    deployed; scaling takes the copy away again when nobody asks.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        serving: Component,
        name: str,
        endpoint: sagemaker.CfnEndpoint,
        model: HostedModel,
        alarm_names: Sequence[str],
    ) -> None:
        super().__init__(
            scope,
            id,
            inference_component_name=name,
            endpoint_name=endpoint.attr_endpoint_name,
            variant_name=VARIANT,
            specification=Properties.InferenceComponentSpecificationProperty(
                model_name=model.attr_model_name,
                compute_resource_requirements=Properties.InferenceComponentComputeResourceRequirementsProperty(
                    number_of_cpu_cores_required=serving.cpus,
                    min_memory_required_in_mb=serving.memory_mb,
                    number_of_accelerator_devices_required=serving.accelerators,
                ),
                startup_parameters=_startup(serving),
            ),
            runtime_config=Properties.InferenceComponentRuntimeConfigProperty(
                copy_count=max(1, serving.min_copies)
            ),
            deployment_config=rolling(serving.deployment, alarm_names=alarm_names),
        )


def _startup(serving: Component) -> Properties.InferenceComponentStartupParametersProperty | None:
    """Allow the times that the container needs; components have them here, not in the variant."""
    if serving.startup is None and serving.download is None:
        return None
    return Properties.InferenceComponentStartupParametersProperty(
        container_startup_health_check_timeout_in_seconds=serving.startup,
        model_data_download_timeout_in_seconds=serving.download,
    )
