"""What models in containers share: the private load balancer, and for those on ECS a cluster."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from config import Ecs, Environment
from config.containers import Containers
from stacks.constructs.calling_group import CallingGroup
from stacks.constructs.managed_instances import InstanceRoles
from stacks.constructs.private_load_balancer import PrivateLoadBalancer
from stacks.data import DataStack
from stacks.network import NetworkStack


class ContainersStack(cdk.Stack):
    """`balancer` is for every model in a container.

    Where one is on ECS there are `cluster_name` and `task_group`, the security group of its tasks; where one
    is on Managed Instances `roles_of_instances`.

    It costs while idle: the load balancer about USD 16 a month, its zone 0.50. The cluster is free.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        containers: Containers,
        data: DataStack,
        network: NetworkStack,
    ) -> None:
        super().__init__(scope, id, description="Private load balancer and cluster of models in containers")
        self.network = network
        self.balancer = PrivateLoadBalancer(
            self, "Balancer", config=config, containers=containers, network=network.callers, logs=data.logs
        )
        servings = [config.serving_of(model) for model in config.models]
        on_ecs = [serving for serving in servings if isinstance(serving, Ecs)]
        if on_ecs:
            self.cluster_name = self._cluster().ref
            self.task_group: ec2.ISecurityGroup = self._tasks()
        if any(serving.launch == "managed-instances" for serving in on_ecs):
            self.roles_of_instances = InstanceRoles(self, "InstanceRoles", config=config)

    @property
    def subnets(self) -> list[str]:
        """Where tasks and instances go."""
        return [subnet.subnet_id for subnet in self.network.vpc.isolated_subnets]

    def _cluster(self) -> ecs.CfnCluster:
        """Nobody gets a shell in a task: no command is executed in this cluster's containers."""
        insights = ecs.CfnCluster.ClusterSettingsProperty(name="containerInsights", value="enhanced")
        return ecs.CfnCluster(self, "Cluster", cluster_settings=[insights], capacity_providers=["FARGATE"])

    def _tasks(self) -> CallingGroup:
        group = CallingGroup(self, "Tasks", vpc=self.network.vpc, description="Tasks of models on ECS")
        self.balancer.serve_from(self, "Balanced", group=group)
        return group
