"""One model, hosted in any mode. All hangs on the parameters, so the same template serves any model."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Ecs, Eks, Environment, Mock, RealTime
from config.accelerated import OnAccelerators
from stacks.constructs.accelerated_image import accelerated_environment, accelerated_image
from stacks.constructs.artifact_rule import demand_artifact
from stacks.constructs.batch_transform import BatchTransform
from stacks.constructs.endpoint import ModelEndpoint
from stacks.constructs.endpoint_entry import EndpointEntry
from stacks.constructs.hosted_model import Container, container_environment
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.model_watch import ModelWatch
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.served_model import ServedModel, ShadowModel
from stacks.constructs.starter import Starter
from stacks.data import DataStack
from stacks.jobs import JobsStack


class ServingStack(cdk.Stack):
    """What the model's mode needs, and the entry by which the API finds it.

    A mock costs nothing: it has no endpoint, and so no alarm and no page either, whatever `[watch]` says.

    Parameters: ModelName; ModelDataUrl and CardUrl (s3://bucket/key, empty for the repository's starter);
    ModelVersion; with a shadow, ShadowModelDataUrl and ShadowModelVersion. Another model is another stack of
    this template with other parameters. It exports nothing.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        model: str,
        data: DataStack,
        jobs: JobsStack,
        image: InferenceImage,
        proxy_role: iam.IRole,
        stream_role: iam.IRole,
        network: PrivateNetwork | None,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(
            scope, id, description="One model: endpoint, scaling, alarms and its entry for the API"
        )
        serving = config.serving_of(model)
        if isinstance(serving, Ecs | Eks):
            raise TypeError(f"{model} is served by containers, which is another stack")
        self._config, self._serving = config, serving
        many = isinstance(serving, RealTime) and serving.multi_model
        self._weights = isinstance(serving, OnAccelerators) and serving.container == "lmi"
        self._starter = Starter(self, "Starter", config=config, model=model, many=many or self._weights)
        self._served = ServedModel(self, "Served", default_name=model, starter=self._starter)
        if isinstance(serving, OnAccelerators):
            demand_artifact(self, serving=serving)
        self._shadow = ShadowModel(self, "Shadowed", starter=self._starter) if self._shadowed() else None
        endpoint = self._host(data=data, jobs=jobs, image=image, network=network)
        entry = EndpointEntry(
            self,
            config=config,
            serving=serving,
            served=self._served,
            endpoint=endpoint,
            callers=[proxy_role, jobs.worker_role],
            streams=stream_role,
        )
        if endpoint and (self._weights or not self._starter.many):
            entry.kept.artifacts(endpoint.role, shadow=self._shadow)
        if endpoint is None:
            return
        ModelWatch(
            self,
            "Watch",
            config=config,
            model=self._served.name,
            topic=alarm_topic,
            guards=endpoint.alarms,
            endpoint=endpoint,
        )

    def _shadowed(self) -> bool:
        return isinstance(self._serving, RealTime) and self._serving.shadow is not None

    def _host(
        self,
        *,
        data: DataStack,
        jobs: JobsStack,
        image: InferenceImage,
        network: PrivateNetwork | None,
    ) -> ModelEndpoint | None:
        """Declare endpoint and batch jobs; a mock has neither, but keeps its parameters for another mode."""
        config, serving, served = self._config, self._serving, self._served
        if isinstance(serving, Mock):
            cdk.CfnOutput(self, "Unserved", value=served.artifact.url, description="What no endpoint serves")
            return None
        pulled: InferenceImage = image
        if isinstance(serving, OnAccelerators) and (
            chosen := accelerated_image(serving, region=config.region)
        ):
            told = accelerated_environment(serving)
            pulled, container = chosen, self._container(chosen.uri(self), network=network, told=told)
        else:
            container = self._on_cpus(image, network=network)
        # SageMaker has no batch transform of many models, nor of one that is a folder.
        if config.batch and not served.in_folder:
            BatchTransform(
                self,
                "Batch",
                config=config,
                batch=config.batch,
                served=served,
                container=container if pulled is image else self._on_cpus(image, network=network),
                data=data,
                image=image,
            )
        return ModelEndpoint(
            self,
            "Hosting",
            config=config,
            serving=serving,
            served=served,
            shadow=self._shadow,
            container=container,
            data=data,
            jobs=jobs,
            image=pulled,
        )

    def _on_cpus(self, image: InferenceImage, *, network: PrivateNetwork | None) -> Container:
        """Return the environment's own image, which jobs run whatever the endpoint's chip is."""
        told = container_environment(self._config)
        return self._container(image.uri(self), network=network, told=told)

    def _container(self, uri: str, *, network: PrivateNetwork | None, told: Mapping[str, str]) -> Container:
        serving = self._serving
        return Container(
            image_uri=uri,
            isolated=isinstance(serving, OnAccelerators) and serving.network_isolation,
            network=network,
            environment=told,
            unpacked=self._weights,
        )
