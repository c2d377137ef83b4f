"""The service that keeps a model's tasks running behind the load balancer, and on which machines."""

from aws_cdk import aws_ecs as ecs
from constructs import Construct

from config import Ecs
from config.accelerated import STARTUP_SECONDS
from stacks.constructs.managed_instances import instances_for
from stacks.constructs.model_route import ModelRoute
from stacks.constructs.model_task import SERVE, ModelTask
from stacks.constructs.private_load_balancer import CONTAINER_PORT
from stacks.constructs.target_alarms import TargetAlarms
from stacks.containers import ContainersStack

GRACE_SECONDS = {"own": 60, **STARTUP_SECONDS}
"""How long a task may fail its health check after it has started: SageMaker gives AWS's container as long."""


def model_service(
    scope: Construct,
    *,
    serving: Ecs,
    shared: ContainersStack,
    task: ModelTask,
    route: ModelRoute,
    alarms: TargetAlarms,
) -> ecs.CfnService:
    """Leave the number of tasks to scaling: one that a template names would undo it at each deploy."""
    service = ecs.CfnService
    made = service(
        scope,
        "Service",
        cluster=shared.cluster_name,
        task_definition=task.ref,
        capacity_provider_strategy=_capacity(scope, serving=serving, shared=shared),
        enable_ecs_managed_tags=True,
        propagate_tags="SERVICE",
        health_check_grace_period_seconds=GRACE_SECONDS[serving.container],
        load_balancers=[
            service.LoadBalancerProperty(
                container_name=SERVE, container_port=CONTAINER_PORT, target_group_arn=route.targets.ref
            )
        ],
        network_configuration=_private(shared),
        deployment_configuration=_rolled_back(alarms),
    )
    # A target group that no rule names belongs to no load balancer, and ECS refuses it.
    made.add_resource_dependency(route.rule)
    return made


def _private(shared: ContainersStack) -> ecs.CfnService.NetworkConfigurationProperty:
    return ecs.CfnService.NetworkConfigurationProperty(
        awsvpc_configuration=ecs.CfnService.AwsVpcConfigurationProperty(
            assign_public_ip="DISABLED",
            subnets=shared.subnets,
            security_groups=[shared.task_group.security_group_id],
        )
    )


def _rolled_back(alarms: TargetAlarms) -> ecs.CfnService.DeploymentConfigurationProperty:
    """Roll a deployment back whose tasks do not become healthy, or that answers with errors."""
    service = ecs.CfnService
    return service.DeploymentConfigurationProperty(
        minimum_healthy_percent=100,
        maximum_percent=200,
        deployment_circuit_breaker=service.DeploymentCircuitBreakerProperty(enable=True, rollback=True),
        alarms=service.DeploymentAlarmsProperty(
            alarm_names=[alarms.errors.alarm_name], enable=True, rollback=True
        ),
    )


def _capacity(
    scope: Construct, *, serving: Ecs, shared: ContainersStack
) -> list[ecs.CfnService.CapacityProviderStrategyItemProperty]:
    provider = "FARGATE"
    if serving.launch == "managed-instances":
        provider = instances_for(
            scope,
            serving=serving,
            cluster=shared.cluster_name,
            roles=shared.roles_of_instances,
            subnets=shared.subnets,
            security_group=shared.task_group.security_group_id,
        ).ref
    return [ecs.CfnService.CapacityProviderStrategyItemProperty(capacity_provider=provider, weight=1)]
