"""ECS Managed Instances: the roles that all share, and for a model instances of the type it asks for."""

from collections.abc import Sequence

from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from config import Ecs, Environment

GIB = 1024
NAME_PREFIX = "ecsInstanceRole"
"""AWS's policy lets ECS hand on roles of this name only (ECS guide, Managed Instances instance profile)."""
STORAGE_GIB = 100
"""AWS's containers for accelerators unpack to some 20 GiB."""


class InstanceRoles(Construct):
    """What ECS does with EC2 in this account, and what the instances may: both by AWS's own policies."""

    def __init__(self, scope: Construct, id: str, *, config: Environment) -> None:
        super().__init__(scope, id)
        self.infrastructure = iam.Role(
            self,
            "Infrastructure",
            assumed_by=iam.ServicePrincipal("ecs.amazonaws.com"),
            description="Launches and ends instances for models on ECS",
            managed_policies=[_managed("AmazonECSInfrastructureRolePolicyForManagedInstances")],
        )
        instances = iam.Role(
            self,
            "Instances",
            role_name=f"{NAME_PREFIX}-{config.name}-{config.region}",
            assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"),
            description="What an instance of ECS may do; its tasks have roles of their own",
            managed_policies=[_managed("AmazonECSInstanceRolePolicyForManagedInstances")],
        )
        self.profile = iam.CfnInstanceProfile(self, "Profile", roles=[instances.role_name])


def instances_for(
    scope: Construct,
    *,
    serving: Ecs,
    cluster: str,
    roles: InstanceRoles,
    subnets: Sequence[str],
    security_group: str,
) -> ecs.CfnCapacityProvider:
    """Declare where a model's tasks get their instances: exactly the type that its settings say.

    It is the cluster's by its own property; Managed Instances take no other association.
    """
    provider = ecs.CfnCapacityProvider
    network = provider.ManagedInstancesNetworkConfigurationProperty(
        subnets=list(subnets), security_groups=[security_group]
    )
    requirements = provider.InstanceRequirementsRequestProperty(
        allowed_instance_types=[serving.accelerator or ""],
        # The type says it all, but these two are asked for.
        v_cpu_count=provider.VCpuCountRangeRequestProperty(min=1),
        memory_mib=provider.MemoryMiBRequestProperty(min=GIB),
    )
    return provider(
        scope,
        "Instances",
        cluster_name=cluster,
        managed_instances_provider=provider.ManagedInstancesProviderProperty(
            infrastructure_role_arn=roles.infrastructure.role_arn,
            propagate_tags="CAPACITY_PROVIDER",
            instance_launch_template=provider.InstanceLaunchTemplateProperty(
                ec2_instance_profile_arn=roles.profile.attr_arn,
                monitoring="BASIC",
                network_configuration=network,
                storage_configuration=provider.ManagedInstancesStorageConfigurationProperty(
                    storage_size_gib=STORAGE_GIB
                ),
                instance_requirements=requirements,
            ),
        ),
    )


def _managed(name: str) -> iam.IManagedPolicy:
    return iam.ManagedPolicy.from_aws_managed_policy_name(name)
