"""Who acts for the cluster: EKS itself, and the machines that Auto Mode brings."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.constructs.inference_image import PULL_ACTIONS
from stacks.constructs.role import ServiceRole

CLUSTER_POLICIES = (
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
)
"""What Auto Mode does in the account, kept by AWS as Auto Mode changes (EKS guide, cluster IAM role)."""
KEY_ACTIONS = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


class ClusterRole(ServiceRole):
    """EKS, for this account's clusters only; it encrypts the machines' disks with the environment's key."""

    def __init__(self, scope: Construct, id: str, *, key: kms.IKey) -> None:
        super().__init__(
            scope,
            id,
            service="eks",
            description="What EKS Auto Mode does in the account",
            session_tags=True,
        )
        for name in CLUSTER_POLICIES:
            self.add_managed_policy(iam.ManagedPolicy.from_aws_managed_policy_name(name))
        # EKS guide, EBS encryption with customer managed keys in Auto Mode.
        self.allow("EncryptDisks", actions=KEY_ACTIONS, resources=[key.key_arn])
        self.allow(
            "LendKey",
            actions=["kms:CreateGrant"],
            resources=[key.key_arn],
            conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        )


class NodeRole(ServiceRole):
    """A machine pulls images and hands out the roles of its pods, and may do nothing else.

    The same actions as AmazonEKSWorkerNodeMinimalPolicy and AmazonEC2ContainerRegistryPullOnly, but of this
    cluster and these repositories. An image of AWS's is in another account, which differs by region.
    """

    def __init__(self, scope: Construct, id: str, *, cluster: str, repositories: list[str]) -> None:
        super().__init__(scope, id, service="ec2", description="Machines of EKS Auto Mode")
        stack = cdk.Stack.of(self)
        named = stack.format_arn(service="eks", resource="cluster", resource_name=cluster)
        self.allow("LendRoles", actions=["eks-auth:AssumeRoleForPodIdentity"], resources=[named])
        addons = f"arn:{stack.partition}:ecr:{stack.region}:*:repository/eks/*"
        self.allow("PullImages", actions=PULL_ACTIONS, resources=[*repositories, addons])
        self.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])


class PodRole(ServiceRole):
    """Pods of one service account; the session's tags say which (EKS guide, Pod Identity roles)."""

    def __init__(self, scope: Construct, id: str, *, description: str) -> None:
        super().__init__(scope, id, service="pods.eks", description=description, session_tags=True)
