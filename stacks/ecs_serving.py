"""One model on ECS: its task, the service that keeps some running, and its entry for the API."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Ecs, Environment
from stacks.constructs import PlatformLogGroup
from stacks.constructs.artifact_rule import demand_artifact
from stacks.constructs.aws_container import aws_container
from stacks.constructs.container_entry import ContainerEntry
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.model_route import ModelRoute
from stacks.constructs.model_service import model_service
from stacks.constructs.model_task import ModelTask, TaskImages
from stacks.constructs.model_watch import ModelWatch
from stacks.constructs.served_model import ServedModel
from stacks.constructs.starter import Starter
from stacks.constructs.target_alarms import TargetAlarms
from stacks.constructs.task_roles import TaskRoles
from stacks.constructs.task_scaling import TaskScaling
from stacks.containers import ContainersStack
from stacks.data import DataStack


class EcsServingStack(cdk.Stack):
    """A service of the shared cluster behind the private load balancer.

    Parameters as ServingStack's: ModelName, ModelDataUrl, CardUrl, ModelVersion; and RulePriority, which two
    models must not share. A deployment whose tasks do not become healthy, or that answers with errors, is
    rolled back. With `min_tasks = 0` a model may be asleep while it is deployed: then it is tried by the next
    request only.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        model: str,
        serving: Ecs,
        data: DataStack,
        image: InferenceImage,
        shared: ContainersStack,
        callers: Sequence[iam.IRole],
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id, description="One model on ECS: task, service, scaling, alarms, entry")
        self._config, self._serving, self._shared = config, serving, shared
        self._container = aws_container(serving.kind, region=config.region) if serving.kind else None
        starter = Starter(self, "Starter", config=config, model=model)
        served = ServedModel(self, "Served", default_name=model, starter=starter)
        demand_artifact(self, serving=serving)
        balancer = shared.balancer
        route = ModelRoute(self, "Route", model=served.name, balancer=balancer, network=shared.network)
        behind = {
            "LoadBalancer": balancer.load_balancer.load_balancer_full_name,
            "TargetGroup": route.full_name,
        }
        alarms = TargetAlarms(self, "Alarms", behind=behind)
        roles, task = self._task(served=served, data=data, image=image)
        service = model_service(self, serving=serving, shared=shared, task=task, route=route, alarms=alarms)
        for role in roles.both:
            service.node.add_dependency(role)
        TaskScaling(
            self,
            "Scaling",
            serving=serving,
            model=served.name,
            cluster=shared.cluster_name,
            service=service,
            behind=behind,
            idle_minutes=config.containers.idle_minutes if config.containers else 15,
        )
        entry = ContainerEntry(
            self,
            "Entry",
            config=config,
            serving=serving,
            served=served,
            url=route.url,
            callers=callers,
            after=service,
        )
        entry.kept.artifacts(roles.task, shadow=None)
        ModelWatch(self, "Watch", config=config, model=served.name, topic=alarm_topic, guards=alarms.all)

    def _task(
        self, *, served: ServedModel, data: DataStack, image: InferenceImage
    ) -> tuple[TaskRoles, ModelTask]:
        group = PlatformLogGroup(self, "Logs", key=data.key, retention=self._config.retention)
        roles = TaskRoles(
            self,
            "Roles",
            served=served,
            image=image,
            more_repositories=self._repositories(),
            log_group=group,
            key=data.key,
        )
        task = ModelTask(
            self,
            "Definition",
            serving=self._serving,
            served=served,
            images=TaskImages(fetch=image.jobs_uri(self), serve=self._served_by(image)),
            roles=roles,
            logs={"awslogs-group": group.log_group_name, "awslogs-region": self.region},
        )
        return roles, task

    def _served_by(self, image: InferenceImage) -> str:
        return self._container.address if self._container else image.uri(self)

    def _repositories(self) -> list[str]:
        """Name AWS's repository where its container serves."""
        return [self._container.repository_arn] if self._container else []
