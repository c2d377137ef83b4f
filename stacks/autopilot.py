"""SageMaker Autopilot, bounded: a state machine, what starts it, and a group of its own in the registry."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.autopilot import Autopilot
from stacks.constructs.autopilot_definition import autopilot_definition
from stacks.constructs.autopilot_places import Places
from stacks.constructs.autopilot_roles import AutopilotJobRole, AutopilotMachineRole, SearchRole
from stacks.constructs.autopilot_trigger import AutopilotTrigger
from stacks.constructs.claim_table import ClaimTable
from stacks.constructs.failed_runs import FailedRunsAlarm
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.state_machine import LOG_PREFIX, PlatformStateMachine
from stacks.data import DataStack
from stacks.network import NetworkStack


class AutopilotStack(cdk.Stack):
    """The machine is `lab2api-<environment>-autopilot`; with [network] its searches run inside it."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        autopilot: Autopilot,
        data: DataStack,
        image: InferenceImage,
        network: NetworkStack | None,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id, description="Autopilot: bounded searches, compared with the pipeline")
        places, instead = Places.of(config, data), autopilot.mode == "instead"
        group = sagemaker.CfnModelPackageGroup(
            self,
            "Packages",
            model_package_group_name=places.group,
            model_package_group_description=f"Autopilot's best candidates for {places.model}",
        )
        # Even where data is kept: its name is fixed, and SageMaker deletes no group that has versions.
        group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
        search = SearchRole(self, "SearchRole", places=places, in_network=network is not None)
        jobs = AutopilotJobRole(self, "JobRole", places=places, image=image, splits=instead)
        table = ClaimTable(self, "Table", config=config, data=data)
        definition = autopilot_definition(
            config=config,
            autopilot=autopilot,
            places=places,
            image=image.uri(self),
            search_role=search.role_arn,
            job_role=jobs.role_arn,
            table=table.table_name,
            vpc=self._vpc(network) if network else None,
        )
        role = AutopilotMachineRole(self, "MachineRole", places=places, search=search, jobs=jobs)
        table.allow_claims(role)
        self.machine = PlatformStateMachine(
            self,
            "Machine",
            name=places.machine,
            definition=definition,
            role=role,
            logs=PlatformLogGroup(
                self,
                "Logs",
                key=data.key,
                retention=config.retention,
                name=f"{LOG_PREFIX}{places.machine}",
            ),
            key=data.key,
        )
        self.machine.node.add_dependency(search, jobs, group)
        trigger = AutopilotTrigger(self, "Trigger", autopilot=autopilot, places=places)
        if config.watch.alarms:
            trigger.tell(alarm_topic)
            arn, what = self.machine.attr_arn, "A search of Autopilot"
            FailedRunsAlarm(self, "Failed", machine_arn=arn, what=what, topic=alarm_topic)
        cdk.CfnOutput(self, "MachineArn", value=self.machine.attr_arn)

    def _vpc(self, network: NetworkStack) -> dict[str, Any]:
        """Give searches a group of their own, whose members reach one another, and AWS by TLS."""
        group = ec2.SecurityGroup(
            self,
            "Searches",
            vpc=network.vpc,
            allow_all_outbound=False,
            description="Containers of AutoML jobs",
        )
        group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "TLS; no route leads outside AWS")
        among = "Containers of one job, encrypted"
        # Encrypted, it travels as IPsec (SageMaker guide, inter-container traffic encryption in a VPC).
        # Protocol 50 has no ports, which CDK's own Port.esp() names all the same.
        esp = ec2.Port(protocol=ec2.Protocol.ESP, string_representation="ESP")
        for port in (ec2.Port.all_tcp(), ec2.Port.udp(500), esp):
            group.connections.allow_internally(port, among)
        return {
            "SecurityGroupIds": [group.security_group_id],
            "Subnets": [subnet.subnet_id for subnet in network.vpc.isolated_subnets],
        }
