"""A SageMaker endpoint in any mode: role, model, configuration, endpoint, and what watches and scales it."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from config import Asynchronous, Component, Environment, RealTime, Serverless
from stacks.constructs.component_scaling import scale_component
from stacks.constructs.deployment_alarms import DeploymentAlarms
from stacks.constructs.endpoint_config import EndpointConfig
from stacks.constructs.endpoint_role import EndpointRole
from stacks.constructs.endpoint_scaling import scale_asynchronous, scale_real_time
from stacks.constructs.guarded_endpoint import GuardedEndpoint
from stacks.constructs.hosted_model import Container, HostedModel
from stacks.constructs.inference_component import InferenceComponent
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.served_model import ServedModel, ShadowModel
from stacks.constructs.variant import Hosted
from stacks.data import DataStack
from stacks.jobs import JobsStack


class ModelEndpoint(Construct):
    """`name` is fixed by environment and model, because callers' permissions and URLs hang on it.

    `arns` are what an invocation names; `in_service` is there when the model answers; `role` is SageMaker's.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        serving: Hosted,
        served: ServedModel,
        shadow: ShadowModel | None,
        container: Container,
        data: DataStack,
        jobs: JobsStack,
        image: InferenceImage,
    ) -> None:
        super().__init__(scope, id)
        self.name = f"{config.name}-{served.name}"
        self.serving, self._served, self._container = serving, served, container
        self.role = EndpointRole(
            self,
            "Role",
            config=config,
            serving=serving,
            endpoint=self.name,
            served=served,
            shadow=shadow,
            data=data,
            jobs=jobs,
            image=image,
            in_network=container.network is not None,
        )
        self._model = self._hosted("Model", served)
        self._guards = self._guard()
        self._endpoint = self._serve(shadow=shadow, data=data, jobs=jobs)
        self.in_service = self._scale()

    @property
    def arns(self) -> list[str]:
        """The endpoint's, and the component's where the model is one."""
        kinds = ["endpoint", *(["inference-component"] if self.component else [])]
        stack = cdk.Stack.of(self)
        return [
            stack.format_arn(service="sagemaker", resource=kind, resource_name=self.name) for kind in kinds
        ]

    @property
    def component(self) -> str | None:
        """The component's name, which is the endpoint's, where the model is one."""
        return self.name if isinstance(self.serving, Component) else None

    @property
    def alarms(self) -> list[cloudwatch.Alarm]:
        """The alarms that guard deployments; a serverless endpoint has none."""
        return self._guards.alarms if self._guards else []

    def _hosted(self, id: str, model: ServedModel | ShadowModel) -> HostedModel:
        many = isinstance(self.serving, RealTime) and self.serving.multi_model
        return HostedModel(
            self,
            id,
            container=self._container,
            role=self.role,
            model_data_url=model.artifact.url,
            version=None if many else model.version,
        )

    def _guard(self) -> DeploymentAlarms | None:
        if isinstance(self.serving, Serverless):
            return None
        return DeploymentAlarms(self, "Alarms", serving=self.serving, endpoint=self.name, served=self._served)

    def _serve(self, *, shadow: ShadowModel | None, data: DataStack, jobs: JobsStack) -> GuardedEndpoint:
        on_nvme = not isinstance(self.serving, Serverless) and self.serving.local_storage
        endpoint_config = EndpointConfig(
            self,
            # By its name the register knows those that cannot have a key.
            "NvmeConfig" if on_nvme else "Config",
            serving=self.serving,
            endpoint=self.name,
            model=self._model,
            shadow=self._hosted("ShadowModel", shadow) if shadow else None,
            container=self._container,
            role=self.role,
            data=data,
            jobs=jobs,
        )
        return GuardedEndpoint(
            self,
            "Endpoint",
            serving=self.serving,
            name=self.name,
            endpoint_config=endpoint_config,
            alarms=self._guards,
        )

    def _scale(self) -> cdk.CfnResource:
        serving = self.serving
        if isinstance(serving, RealTime):
            scale_real_time(self, serving=serving, endpoint=self._endpoint, name=self.name)
        elif isinstance(serving, Asynchronous):
            scale_asynchronous(self, serving=serving, endpoint=self._endpoint, name=self.name)
        elif isinstance(serving, Component):
            return self._place(serving)
        return self._endpoint

    def _place(self, serving: Component) -> cdk.CfnResource:
        component = InferenceComponent(
            self,
            "Component",
            serving=serving,
            name=self.name,
            endpoint=self._endpoint,
            model=self._model,
            alarm_names=self._guards.names if self._guards else [],
        )
        if self._guards:
            component.node.add_dependency(self._guards)
        scale_component(self, serving=serving, component=component, name=self.name)
        return component
