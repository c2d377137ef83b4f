"""The machines of a Batch queue: none while no job waits, encrypted disks, no way in from anywhere."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_batch as batch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from config.batch_queue import BatchQueue
from stacks.constructs.batch_queue_roles import MachineRole
from stacks.constructs.calling_group import CallingGroup
from stacks.network import NetworkStack

DISK_GB = 200
"""AWS's containers for accelerators unpack to some 20 GB, and are kept for the next job."""
NEURON_AMI = "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id"
"""Read at each deploy (ECS guide, retrieving the ECS-optimized AMI): Batch has no Neuron image of its own."""


class BatchMachines(Construct):
    """`arn` is the compute environment's. Spot machines cost less and may be taken away at any time."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        queue: BatchQueue,
        network: NetworkStack,
        role: MachineRole,
    ) -> None:
        super().__init__(scope, id)
        profile = iam.CfnInstanceProfile(self, "Profile", roles=[role.role_name])
        template = self._template()
        group = CallingGroup(self, "Group", vpc=network.vpc, description="Machines of the Batch queue")
        environment = batch.CfnComputeEnvironment(
            self,
            "Environment",
            # Batch names the cluster after it, and the machines' role is for that cluster (MachineRole).
            compute_environment_name=name,
            type="MANAGED",
            state="ENABLED",
            # A change of the machines is then an update in place; another one of this name would clash.
            replace_compute_environment=False,
            compute_resources=batch.CfnComputeEnvironment.ComputeResourcesProperty(
                type="SPOT" if queue.spot else "EC2",
                allocation_strategy="SPOT_PRICE_CAPACITY_OPTIMIZED" if queue.spot else "BEST_FIT_PROGRESSIVE",
                minv_cpus=0,
                maxv_cpus=queue.max_vcpus,
                instance_types=[str(queue.accelerator)],
                instance_role=profile.attr_arn,
                subnets=[subnet.subnet_id for subnet in network.vpc.isolated_subnets],
                security_group_ids=[group.security_group_id],
                ec2_configuration=[self._image(queue)],
                update_to_latest_image_version=True,
                launch_template=batch.CfnComputeEnvironment.LaunchTemplateSpecificationProperty(
                    launch_template_id=template.ref, version=template.attr_latest_version_number
                ),
            ),
        )
        environment.node.add_dependency(role)
        self.arn = environment.attr_compute_environment_arn

    def _image(self, queue: BatchQueue) -> batch.CfnComputeEnvironment.Ec2ConfigurationObjectProperty:
        """Choose the system with the chip's driver."""
        made = batch.CfnComputeEnvironment.Ec2ConfigurationObjectProperty
        if queue.container == "neuronx-training":
            parameter = ssm.StringParameter.value_for_typed_string_parameter_v2(
                self, NEURON_AMI, ssm.ParameterValueType.AWS_EC2_IMAGE_ID
            )
            return made(image_type="ECS_AL2023", image_id_override=parameter)
        return made(image_type="ECS_AL2023_NVIDIA" if queue.accelerators else "ECS_AL2023")

    def _template(self) -> ec2.CfnLaunchTemplate:
        """Encrypt by EBS's own key: one of ours would have to trust the role of EC2 Auto Scaling."""
        disk: dict[str, Any] = {"encrypted": True, "volumeSize": DISK_GB, "volumeType": "gp3"}
        return ec2.CfnLaunchTemplate(
            self,
            "Template",
            launch_template_data=ec2.CfnLaunchTemplate.LaunchTemplateDataProperty(
                block_device_mappings=[
                    ec2.CfnLaunchTemplate.BlockDeviceMappingProperty(device_name="/dev/xvda", ebs=disk)
                ],
                # One hop keeps out containers with a network of their own. Batch's jobs have the machine's
                # (mode host: Batch guide, networking modes) and reach its role: it does little for that.
                metadata_options=ec2.CfnLaunchTemplate.MetadataOptionsProperty(
                    http_tokens="required", http_put_response_hop_limit=1
                ),
                monitoring=ec2.CfnLaunchTemplate.MonitoringProperty(enabled=True),
            ),
            tag_specifications=[
                ec2.CfnLaunchTemplate.LaunchTemplateTagSpecificationProperty(
                    resource_type="launch-template", tags=[cdk.CfnTag(key="purpose", value="batch-queue")]
                )
            ],
        )
