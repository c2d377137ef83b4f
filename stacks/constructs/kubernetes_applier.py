"""Applies manifests to the cluster from inside its VPC, for any stack of the environment."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct, IDependable

from config import Environment
from stacks.constructs.calling_group import calling_network
from stacks.constructs.function import PlatformFunction
from stacks.constructs.kubernetes_cluster import KubernetesCluster
from stacks.constructs.private_network import PrivateNetwork
from stacks.manifests.manifest import Manifest, path_of

WAIT_SECONDS = 900
"""The longest a function may run; a Deployment gives up before (stacks/manifests/deployment.py)."""


class KubernetesApplier(Construct):
    """The function behind Custom::KubernetesManifests: an administrator of the cluster, nobody in AWS.

    It signs a token by itself and speaks HTTPS to the API server; it calls no service of AWS. CDK's kubectl
    provider is not used: docs/decisions/0014-containers-beside-sagemaker.md.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        cluster: KubernetesCluster,
        network: PrivateNetwork,
    ) -> None:
        super().__init__(scope, id)
        inside = calling_network(
            self, "Group", vpc=network.vpc, description="Who applies manifests to the cluster"
        )
        self.function = PlatformFunction(
            self,
            "Function",
            package="kubernetes_apply",
            shared=("custom_resources",),
            description="Custom::KubernetesManifests: applies manifests to the cluster and waits for them",
            key=key,
            retention=config.retention,
            environment={
                "LAB2API_CLUSTER_NAME": cluster.name,
                "LAB2API_CLUSTER_ENDPOINT": cluster.cluster.attr_endpoint,
                "LAB2API_CLUSTER_CA": cluster.cluster.attr_certificate_authority_data,
            },
            memory_mb=256,
            timeout_seconds=WAIT_SECONDS,
            network=inside,
        )
        self._needed: tuple[IDependable, ...] = (
            cluster.admit("Applier", self.function.service_role.role_arn),
            self._way_in(cluster, inside.security_group),
            self.function,
            self.function.service_role,
        )

    def apply(
        self, scope: Construct, id: str, *, name: str, manifests: Sequence[Manifest]
    ) -> cdk.CustomResource:
        """Apply in this order, delete in the reverse; in another stack `scope`, after this one."""
        stack = cdk.Stack.of(scope)
        objects = [{"path": path_of(one), "manifest": one} for one in manifests]
        applied = cdk.CustomResource(
            scope,
            id,
            resource_type="Custom::KubernetesManifests",
            service_token=self.function.function_arn,
            service_timeout=cdk.Duration.seconds(WAIT_SECONDS),
            properties={"Name": name, "Objects": stack.to_json_string(objects)},
        )
        if stack is cdk.Stack.of(self):
            applied.node.add_dependency(*self._needed)
        return applied

    def _way_in(self, cluster: KubernetesCluster, group: ec2.ISecurityGroup) -> IDependable:
        return ec2.CfnSecurityGroupIngress(
            self,
            "ToApiServer",
            group_id=cluster.cluster.attr_cluster_security_group_id,
            source_security_group_id=group.security_group_id,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            description="Manifests to the API server",
        )
