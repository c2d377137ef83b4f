"""AWS::SageMaker::*: calls to the local SageMaker, so templates and clients see the same records."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from local import aws
from local.cloudformation.component_type import ComponentType
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.provision import Provision, executed, recorded
from local.cloudformation.sagemaker_type import SageMakerType
from local.sagemaker import endpoints
from local.sagemaker.errors import ServiceError

_FOR_UPDATES = ("RetainAllVariantProperties", "ExcludeRetainedVariantProperties", "RetainDeploymentConfig")


class EndpointType(SageMakerType):
    """An endpoint is created when its model servers answer, and updated when the new ones have taken over."""

    def _call(self, verb: str, properties: Properties) -> Created:
        dropped = () if verb == "Update" else _FOR_UPDATES
        known = {key: value for key, value in properties.items() if key not in dropped}
        created = super()._call(verb, known)
        try:
            endpoints.wait(properties[self.name])
        except ServiceError:
            if verb == "Create":
                self.delete(created[0], properties)
            raise
        return created


class PipelineType(SageMakerType):
    """The definition is an object in the template and text in the API; every call carries a token."""

    def _run(self, verb: str, properties: Properties) -> dict[str, Any]:
        request = dict(properties)
        if verb != "Update":
            request["ClientRequestToken"] = uuid.uuid4().hex
        definition = request.pop("PipelineDefinition", {})
        if "PipelineDefinitionBody" in definition:
            body = definition["PipelineDefinitionBody"]
            request["PipelineDefinition"] = body if isinstance(body, str) else json.dumps(body)
        elif "PipelineDefinitionS3Location" in definition:
            where = definition["PipelineDefinitionS3Location"]
            request["PipelineDefinitionS3Location"] = {
                ("ObjectKey" if key == "Key" else "VersionId" if key == "Version" else key): value
                for key, value in where.items()
            }
        return super()._run(verb, request)


_GROUP_POLICY = "ModelPackageGroupPolicy"


class GroupType(SageMakerType):
    """A group's resource policy is a property in the template and a call of its own in the API."""

    def _run(self, verb: str, properties: Properties) -> dict[str, Any]:
        answer = super()._run(verb, {key: value for key, value in properties.items() if key != _GROUP_POLICY})
        if verb == "Create" and _GROUP_POLICY in properties:
            aws.client("sagemaker").put_model_package_group_policy(
                ModelPackageGroupName=properties[self.name],
                ResourcePolicy=json.dumps(properties[_GROUP_POLICY]),
            )
        return answer


_MODEL = (
    "Containers",
    "EnableNetworkIsolation",
    "ExecutionRoleArn",
    "InferenceExecutionConfig",
    "ModelName",
    "PrimaryContainer",
    "VpcConfig",
)
_CONFIG = (
    "AsyncInferenceConfig",
    "DataCaptureConfig",
    "EnableNetworkIsolation",
    "EndpointConfigName",
    "ExecutionRoleArn",
    "ExplainerConfig",
    "KmsKeyId",
    "ProductionVariants",
    "ShadowProductionVariants",
    "VpcConfig",
)


def install() -> None:
    """Register the types of a model behind an endpoint, its registry and its pipeline."""
    model = SageMakerType("Model", reference="ModelArn", attributes=("ModelName",))
    _add(model, recorded("its artifact is served; image, role, VPC and isolation are not applied"), _MODEL)
    config = SageMakerType(
        "EndpointConfig", reference="EndpointConfigArn", attributes=("EndpointConfigName",)
    )
    _add(
        config,
        executed("variants, weights, shadow, capture and queue; instance type and KMS key are recorded"),
        _CONFIG,
    )
    endpoint = EndpointType("Endpoint", reference="EndpointArn", attributes=("EndpointName",))
    _add_updatable(
        endpoint,
        executed("one process a variant; canary, linear and rollback by alarm, with real traffic"),
        blocks=True,
    )
    component = ComponentType(
        "InferenceComponent", reference="InferenceComponentArn", attributes=("InferenceComponentArn",)
    )
    _add_updatable(
        component, executed("one model server process a copy, none at zero; new before old"), blocks=True
    )
    group = GroupType(
        "ModelPackageGroup",
        reference="ModelPackageGroupArn",
        attributes=("ModelPackageGroupArn", "ModelPackageGroupStatus", "CreationTime"),
    )
    _add(
        group,
        executed("model packages are registered and approved in it"),
        ("ModelPackageGroupName", "ModelPackageGroupDescription", _GROUP_POLICY),
    )
    pipeline = PipelineType("Pipeline", reference="PipelineName", attributes=(), longest=256)
    _add_updatable(pipeline, executed("its steps run as processes on this machine"))


def _add_updatable(type_: SageMakerType, provision: Provision, *, blocks: bool = False) -> None:
    """Register a type that is updated in place, and replaced only under another name."""
    register(
        f"AWS::SageMaker::{type_.kind}",
        provision=provision,
        create=type_.create,
        update=type_.update,
        delete=type_.delete,
        replaced_by=(type_.name,),
        blocks=blocks,
    )


def _add(type_: SageMakerType, provision: Provision, replaced_by: Sequence[str]) -> None:
    register(
        f"AWS::SageMaker::{type_.kind}",
        provision=provision,
        create=type_.create,
        delete=type_.delete,
        replaced_by=replaced_by,
    )
