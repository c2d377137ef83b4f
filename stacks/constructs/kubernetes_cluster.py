"""An EKS cluster in Auto Mode that only its VPC can reach."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_eks_v2 as eks
from aws_cdk import aws_kms as kms
from constructs import Construct, IDependable

from config import Environment
from config.containers import Containers
from stacks.constructs.kubernetes_roles import ClusterRole, NodeRole
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.private_network import PrivateNetwork

LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")
POOLS = ("general-purpose", "system")
"""Auto Mode's own. Models without an accelerator and the metrics server run on them."""
ADMINISTRATOR = "AmazonEKSClusterAdminPolicy"


class KubernetesCluster(Construct):
    """`name` is fixed: EKS writes its logs to a group of that name, and target groups are tagged with it.

    `security_group` is EKS's own, in which control plane, machines and pods are.

    The L1, as the L2 of aws_eks_v2 leaves whoever deploys an administrator of the cluster, and adds a group
    that is open to the outside and a parameter that only its kubectl needs. Whoever comes, comes by an access
    entry: there is no aws-auth.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        containers: Containers,
        key: kms.IKey,
        network: PrivateNetwork,
        repositories: list[str],
    ) -> None:
        super().__init__(scope, id)
        self.name = f"lab2api-{config.name}"
        self.node_role = NodeRole(self, "NodeRole", cluster=self.name, repositories=repositories)
        self._role = ClusterRole(self, "Role", key=key)
        self.cluster = self._cluster(config=config, containers=containers, key=key, network=network)
        self.security_group = ec2.SecurityGroup.from_security_group_id(
            self, "Group", self.cluster.attr_cluster_security_group_id
        )
        # EKS would make the group itself, open-ended and without the key.
        logs = PlatformLogGroup(
            self, "Logs", key=key, retention=config.retention, name=f"/aws/eks/{self.name}/cluster"
        )
        self.cluster.node.add_dependency(logs, self._role, self.node_role)
        for number, arn in enumerate(containers.kubernetes_administrators, 1):
            self.admit(f"Administrator{number}", arn)
        eks.CfnAddon(self, "Metrics", addon_name="metrics-server", cluster_name=self.cluster.ref)

    def admit(self, id: str, principal_arn: str) -> IDependable:
        """Let a role do everything in the cluster."""
        everything = eks.CfnAccessEntry.AccessPolicyProperty(
            access_scope=eks.CfnAccessEntry.AccessScopeProperty(type="cluster"),
            policy_arn=f"arn:{cdk.Aws.PARTITION}:eks::aws:cluster-access-policy/{ADMINISTRATOR}",
        )
        return eks.CfnAccessEntry(
            self,
            id,
            cluster_name=self.cluster.ref,
            principal_arn=principal_arn,
            access_policies=[everything],
        )

    def _cluster(
        self, *, config: Environment, containers: Containers, key: kms.IKey, network: PrivateNetwork
    ) -> eks.CfnCluster:
        """Say all three parts of Auto Mode: EKS takes none of compute, disks and load balancers alone."""
        on = {"enabled": True}
        return eks.CfnCluster(
            self,
            "Resource",
            name=self.name,
            version=containers.kubernetes_version,
            role_arn=self._role.role_arn,
            access_config=eks.CfnCluster.AccessConfigProperty(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
            ),
            bootstrap_self_managed_addons=False,
            compute_config=eks.CfnCluster.ComputeConfigProperty(
                enabled=True, node_pools=list(POOLS), node_role_arn=self.node_role.role_arn
            ),
            storage_config=eks.CfnCluster.StorageConfigProperty(
                block_storage=eks.CfnCluster.BlockStorageProperty(**on)
            ),
            kubernetes_network_config=eks.CfnCluster.KubernetesNetworkConfigProperty(
                elastic_load_balancing=eks.CfnCluster.ElasticLoadBalancingProperty(**on), ip_family="ipv4"
            ),
            resources_vpc_config=eks.CfnCluster.ResourcesVpcConfigProperty(
                subnet_ids=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
                endpoint_private_access=True,
                endpoint_public_access=False,
            ),
            encryption_config=[_encrypted(key)],
            logging=_logged(LOGS),
            # At the end of standard support EKS updates by itself: extended support costs six times as much.
            upgrade_policy=eks.CfnCluster.UpgradePolicyProperty(support_type="STANDARD"),
            deletion_protection=config.retention.removal == "retain",
        )


def _encrypted(key: kms.IKey) -> eks.CfnCluster.EncryptionConfigProperty:
    return eks.CfnCluster.EncryptionConfigProperty(
        provider=eks.CfnCluster.ProviderProperty(key_arn=key.key_arn), resources=["secrets"]
    )


def _logged(kinds: Sequence[str]) -> eks.CfnCluster.LoggingProperty:
    types = [eks.CfnCluster.LoggingTypeConfigProperty(type=kind) for kind in kinds]
    return eks.CfnCluster.LoggingProperty(
        cluster_logging=eks.CfnCluster.ClusterLoggingProperty(enabled_types=types)
    )
