"""A model's task: first the archive is fetched and the container ends, then the model is served from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import aws_ecs as ecs
from constructs import Construct

from config import Ecs
from stacks.constructs.accelerated_image import cluster_environment
from stacks.constructs.hosted_model import VERSION_VARIABLE
from stacks.constructs.private_load_balancer import CONTAINER_PORT
from stacks.constructs.served_model import ServedModel
from stacks.constructs.task_roles import TaskRoles

Task = ecs.CfnTaskDefinition
FETCH, SERVE = "fetch", "serve"
URL_VARIABLE = "LAB2API_MODEL_DATA_URL"
MODEL_FOLDER = "/opt/ml/model"
MODEL_USER = "10001:10001"
"""The user that model_code/Dockerfile makes for it."""
FETCH_SECONDS = {"fargate": 120, "managed-instances": 300}
"""How long the server waits for the model: Fargate takes no more (API reference, ContainerDefinition)."""
STOP_SECONDS = 30
"""How long a request that is in work may take to end."""


@dataclass(frozen=True, kw_only=True)
class TaskImages:
    """What the two containers run: `fetch` the image of the jobs, which has boto3."""

    fetch: str
    serve: str


class ModelTask(Task):
    """One model on Fargate or on Managed Instances; the network mode gives each task an address of its own.

    The own image serves as an ordinary user on a file system that it cannot write to, without Linux
    capabilities; AWS's containers write into theirs as they start. Fetching is root, as the volume is root's,
    but without capabilities.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        serving: Ecs,
        served: ServedModel,
        images: TaskImages,
        roles: TaskRoles,
        logs: Mapping[str, str],
    ) -> None:
        managed = serving.launch == "managed-instances"
        super().__init__(
            scope,
            id,
            requires_compatibilities=["MANAGED_INSTANCES" if managed else "FARGATE"],
            network_mode="awsvpc",
            # The image is built by CodeBuild on x86-64.
            runtime_platform=Task.RuntimePlatformProperty(
                cpu_architecture="X86_64", operating_system_family="LINUX"
            ),
            cpu=str(int(serving.cpus * 1024)),
            memory=str(serving.memory_mb),
            execution_role_arn=roles.execution.role_arn,
            task_role_arn=roles.task.role_arn,
            volumes=[Task.VolumeProperty(name="model")],
            container_definitions=[
                _fetch(
                    images.fetch, url=served.artifact.url, seconds=FETCH_SECONDS[serving.launch], logs=logs
                ),
                _serve(images.serve, serving=serving, version=served.version, logs=logs),
            ],
        )


def _fetch(
    image: str, *, url: str, seconds: int, logs: Mapping[str, str]
) -> Task.ContainerDefinitionProperty:
    return Task.ContainerDefinitionProperty(
        name=FETCH,
        image=image,
        essential=False,
        start_timeout=seconds,
        command=["python", "/opt/program/fetch_model.py"],
        environment=_variables({URL_VARIABLE: url}),
        user="0",
        readonly_root_filesystem=True,
        linux_parameters=_without_capabilities(),
        mount_points=[_model(read_only=False)],
        log_configuration=_logging(logs, FETCH),
    )


def _serve(
    image: str, *, serving: Ecs, version: str, logs: Mapping[str, str]
) -> Task.ContainerDefinitionProperty:
    own = serving.container == "own"
    return Task.ContainerDefinitionProperty(
        name=SERVE,
        image=image,
        essential=True,
        command=["serve"],
        environment=_variables({VERSION_VARIABLE: version, **cluster_environment(serving)}),
        user=MODEL_USER if own else None,
        readonly_root_filesystem=own,
        linux_parameters=_without_capabilities() if own else None,
        depends_on=[Task.ContainerDependencyProperty(container_name=FETCH, condition="SUCCESS")],
        mount_points=[_model(read_only=own)],
        port_mappings=[Task.PortMappingProperty(container_port=CONTAINER_PORT, protocol="tcp")],
        resource_requirements=_devices(serving),
        stop_timeout=STOP_SECONDS,
        log_configuration=_logging(logs, SERVE),
    )


def _devices(serving: Ecs) -> Sequence[Task.ResourceRequirementProperty] | None:
    """Ask for GPUs by number; of NeuronCores one container gets all (ECS guide, Neuron workloads)."""
    if not serving.accelerators:
        return None
    kind, value = ("NeuronDevice", "ALL") if serving.neuron else ("GPU", str(serving.accelerators))
    return [Task.ResourceRequirementProperty(type=kind, value=value)]


def _variables(values: Mapping[str, str]) -> list[Task.KeyValuePairProperty]:
    return [Task.KeyValuePairProperty(name=name, value=value) for name, value in values.items()]


def _model(*, read_only: bool) -> Task.MountPointProperty:
    return Task.MountPointProperty(source_volume="model", container_path=MODEL_FOLDER, read_only=read_only)


def _without_capabilities() -> Task.LinuxParametersProperty:
    drop = Task.KernelCapabilitiesProperty(drop=["ALL"])
    return Task.LinuxParametersProperty(capabilities=drop, init_process_enabled=True)


def _logging(logs: Mapping[str, str], prefix: str) -> Task.LogConfigurationProperty:
    options = {**logs, "awslogs-stream-prefix": prefix, "mode": "non-blocking"}
    return Task.LogConfigurationProperty(log_driver="awslogs", options=options)
