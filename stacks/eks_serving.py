"""One model on the Kubernetes cluster, behind the private load balancer."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_eks_v2 as eks
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct, IDependable

from config import Eks, Environment
from stacks.constructs.artifact_rule import demand_artifact
from stacks.constructs.container_entry import ContainerEntry
from stacks.constructs.container_image import serving_image
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.kubernetes_roles import PodRole
from stacks.constructs.machine_pools import devices_of
from stacks.constructs.model_route import ModelRoute
from stacks.constructs.model_watch import ModelWatch
from stacks.constructs.private_load_balancer import CONTAINER_PORT
from stacks.constructs.served_model import ServedModel
from stacks.constructs.starter import Starter
from stacks.constructs.target_alarms import TargetAlarms
from stacks.data import DataStack
from stacks.kubernetes import KubernetesStack
from stacks.manifests.deployment import ServedPod
from stacks.manifests.manifest import Manifest
from stacks.manifests.model import Scale, model_manifests, namespace_of

TAG = "eks:eks-cluster-name"
"""Auto Mode registers targets only in groups with it (AmazonEKSLoadBalancingPolicy)."""


class EksServingStack(cdk.Stack):
    """Pods, their way in, who they are, and the entry by which the API finds the model.

    A deploy waits until the new pods are ready; if they do not become so, CloudFormation applies the
    manifests of before. Parameters are those of the other serving stacks, and RulePriority.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        model: str,
        serving: Eks,
        data: DataStack,
        image: InferenceImage,
        kubernetes: KubernetesStack,
        callers: Sequence[iam.IRole],
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id, description="One model on EKS: pods, targets, alarms, entry")
        self._config, self._serving, self._data = config, serving, data
        self._kubernetes = kubernetes
        starter = Starter(self, "Starter", config=config, model=model)
        self._served = ServedModel(self, "Served", default_name=model, starter=starter)
        demand_artifact(self, serving=serving)
        self._route = self._way()
        role = self._role()
        pods = kubernetes.applier.apply(
            self, "Pods", name=self._served.name, manifests=self._manifests(image)
        )
        pods.node.add_dependency(role, self._identity(role), self._route.rule)
        resource = pods.node.default_child
        assert isinstance(resource, cdk.CfnResource)  # noqa: S101 - narrows the type for mypy
        entry = ContainerEntry(
            self,
            "Entry",
            config=config,
            serving=serving,
            served=self._served,
            url=self._route.url,
            callers=callers,
            after=resource,
        )
        entry.kept.artifacts(role, shadow=None)
        self._watch(alarm_topic)

    def _way(self) -> ModelRoute:
        """Let the load balancer reach the pods, and EKS tell it where they are."""
        shared = self._kubernetes.shared
        route = ModelRoute(
            self, "Route", model=self._served.name, balancer=shared.balancer, network=shared.network
        )
        cdk.Tags.of(route.targets).add(TAG, self._kubernetes.cluster.name)
        return route

    def _role(self) -> PodRole:
        role = PodRole(self, "Role", description="Pods of one model: they fetch it when they start")
        role.allow("ReadModel", actions=["s3:GetObject"], resources=[self._served.artifact.arn])
        role.allow("Decrypt", actions=["kms:Decrypt"], resources=[self._data.key.key_arn])
        return role

    def _identity(self, role: PodRole) -> IDependable:
        return eks.CfnPodIdentityAssociation(
            self,
            "Identity",
            cluster_name=self._kubernetes.cluster.cluster.ref,
            namespace=namespace_of(self._served.name),
            service_account=self._served.name,
            role_arn=role.role_arn,
        )

    def _manifests(self, image: InferenceImage) -> list[Manifest]:
        serving, served = self._serving, self._served
        subnets = self._kubernetes.shared.network.vpc.isolated_subnets
        container = serving_image(serving, config=self._config, image=image, stack=self)
        pod = ServedPod(
            image=container.address,
            ours=container.ours,
            tools_image=image.jobs_uri(self),
            model_data_url=served.artifact.url,
            version=served.version,
            cpus=serving.cpus,
            memory_mb=serving.memory_mb,
            port=CONTAINER_PORT,
            environment=container.variables,
            devices=devices_of(serving),
        )
        return model_manifests(
            served.name,
            pod=pod,
            scale=Scale(
                least=serving.min_replicas, most=serving.max_replicas, cpu_percent=serving.cpu_percent
            ),
            target_group_arn=self._route.targets.ref,
            callers=[subnet.ipv4_cidr_block for subnet in subnets],
        )

    def _watch(self, topic: sns.ITopic) -> None:
        """Ring for answers of 500 and above, and for pods that do not answer."""
        balancer = self._kubernetes.shared.balancer.load_balancer
        behind = {"LoadBalancer": balancer.load_balancer_full_name, "TargetGroup": self._route.full_name}
        alarms = TargetAlarms(self, "Alarms", behind=behind)
        ModelWatch(
            self, "Watch", config=self._config, model=self._served.name, topic=topic, guards=alarms.all
        )
