"""The Kubernetes cluster that models with `compute = "eks"` share: EKS in Auto Mode, inside the VPC."""

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from stacks.constructs.container_image import aws_repositories
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.kubernetes_applier import KubernetesApplier
from stacks.constructs.kubernetes_cluster import KubernetesCluster
from stacks.constructs.kubernetes_training import KubernetesTraining
from stacks.constructs.machine_pools import pools
from stacks.containers import ContainersStack
from stacks.data import DataStack
from stacks.manifests.network_policy_controller import network_policy_controller
from stacks.manifests.node_class import node_class

DISK_GIB = 200
"""Of a machine with an accelerator: its container unpacks to about 20 GiB, beside data and a model."""


class KubernetesStack(cdk.Stack):
    """`cluster`, and `applier`, by which each model's stack has its manifests applied; `shared` is in front.

    It costs while idle: the control plane USD 0.10 an hour, about 73 a month, one small machine for the
    metrics server, and seven VPC endpoints in each zone. Machines are paid to EC2, with Auto Mode's fee on
    top (EKS pricing, by type). Those with accelerators come when a pod asks for them, and go after the last.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        data: DataStack,
        image: InferenceImage,
        shared: ContainersStack,
    ) -> None:
        super().__init__(scope, id, description="EKS Auto Mode cluster of models in containers")
        if config.containers is None:
            raise ValueError("KubernetesStack needs [containers] in the environment's settings")
        self.shared, network = shared, shared.network
        self.cluster = KubernetesCluster(
            self,
            "Cluster",
            config=config,
            containers=config.containers,
            key=data.key,
            network=network,
            repositories=[image.repository_arn, *aws_repositories(config)],
        )
        shared.balancer.serve_from(self, "Balanced", group=self.cluster.security_group)
        self.applier = KubernetesApplier(
            self, "Applier", config=config, key=data.key, cluster=self.cluster, network=network
        )
        machines = node_class(
            role=self.cluster.node_role.role_name,
            subnets=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
            security_group=self.cluster.cluster.attr_cluster_security_group_id,
            key_arn=data.key.key_arn,
            disk_gib=DISK_GIB,
        )
        self.applier.apply(
            self,
            "Base",
            name="base",
            manifests=[network_policy_controller(), machines, *pools(config)],
        )
        if config.text_training:
            KubernetesTraining(
                self,
                "Training",
                config=config,
                training=config.text_training,
                data=data,
                image=image,
                cluster=self.cluster,
                applier=self.applier,
            )
