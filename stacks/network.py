"""A private network: no internet gateway, no NAT; AWS services are reached through VPC endpoints."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from config.network import Network
from stacks.constructs import PlatformLogGroup, ServiceRole
from stacks.constructs.calling_group import calling_network
from stacks.constructs.private_network import PrivateNetwork
from stacks.constructs.vpc_services import has_private_studio, vpc_services


class NetworkStack(cdk.Stack):
    """`vpc` has only isolated subnets; members of `security_group` open TLS connections, nothing comes in.

    `callers` is the same place for the proxy and the worker: with a group of their own where models are in
    containers, as the load balancer trusts it.
    """

    def __init__(self, scope: Construct, id: str, *, config: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id, description="Private network and the VPC endpoints it needs")
        if config.network is None:
            raise ValueError("NetworkStack needs [network] in the environment's settings")
        self.vpc = self._vpc(config.network, region=config.region)
        self.security_group = ec2.SecurityGroup(
            self,
            "Workloads",
            vpc=self.vpc,
            allow_all_outbound=False,
            description="The proxy and the endpoints",
        )
        self.security_group.add_egress_rule(
            ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "TLS; no route leads outside AWS"
        )
        self.callers: PrivateNetwork = self
        if config.containers:
            self.callers = calling_network(
                self, "Callers", vpc=self.vpc, description="Who may ask models in containers"
            )
        self._gateway(
            of_users=has_private_studio(config), answers=config.region if config.on_kubernetes else None
        )
        self._interfaces(cidr=str(config.network.cidr), services=vpc_services(config))
        self._flow_log(config=config, key=key)

    def _vpc(self, network: Network, *, region: str) -> ec2.Vpc:
        """Name zones by number, or as the settings do: CDK itself knows two in any account, and no third."""
        first = [cdk.Fn.select(number, cdk.Fn.get_azs()) for number in range(network.availability_zones)]
        zones = [f"{region}{letter}" for letter in network.zones] or first
        return ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(str(network.cidr)),
            availability_zones=zones,
            nat_gateways=0,
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Private",
                    subnet_type=ec2.SubnetType.PRIVATE_ISOLATED,
                    cidr_mask=network.SUBNET_PREFIX_LENGTH,
                )
            ],
        )

    def _gateway(self, *, of_users: bool, answers: str | None) -> None:
        """Open S3 for this account's buckets, and for the one where ECR of the region keeps image layers.

        `of_users` says that people work inside: they may delete, too, what their roles let them. `answers` is
        the region whose CloudFormation waits for answers of a custom resource's function that is inside.
        """
        people = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetBucketCORS", "s3:GetBucketLocation"]
        gateway = self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        gateway.add_to_policy(
            _anyone(
                actions=["s3:GetObject", "s3:ListBucket", "s3:PutObject", *(people if of_users else [])],
                resources=["*"],
                conditions={"StringEquals": {"aws:ResourceAccount": self.account}},
            )
        )
        layers = f"arn:{self.partition}:s3:::prod-{self.region}-starport-layer-bucket/*"
        gateway.add_to_policy(_anyone(actions=["s3:GetObject"], resources=[layers]))
        if answers:
            # CloudFormation guide, "Setting up VPC endpoints": the region is written without dashes.
            bucket = f"cloudformation-custom-resource-response-{answers.replace('-', '')}"
            answered = f"arn:{self.partition}:s3:::{bucket}/*"
            gateway.add_to_policy(_anyone(actions=["s3:PutObject"], resources=[answered]))

    def _interfaces(self, *, cidr: str, services: Mapping[str, ec2.InterfaceVpcEndpointAwsService]) -> None:
        """Open each service for roles of this account only: foreign credentials lead nowhere from here."""
        entrance = ec2.SecurityGroup(
            self, "Entrance", vpc=self.vpc, allow_all_outbound=False, description="The VPC endpoints"
        )
        entrance.add_ingress_rule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), "TLS from inside the VPC")
        ours = {"StringEquals": {"aws:PrincipalAccount": self.account}}
        for name, service in services.items():
            endpoint = self.vpc.add_interface_endpoint(
                name, service=service, security_groups=[entrance], open=False
            )
            endpoint.add_to_policy(_anyone(actions=["*"], resources=["*"], conditions=ours))

    def _flow_log(self, *, config: Environment, key: kms.IKey) -> None:
        group = PlatformLogGroup(self, "FlowLogs", key=key, retention=config.retention)
        role = ServiceRole(
            self, "FlowLogRole", service="vpc-flow-logs", description="Writes the VPC's flow log"
        )
        role.allow(
            "Write",
            actions=["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            resources=[group.log_group_arn],
        )
        flow_log = ec2.CfnFlowLog(
            self,
            "FlowLog",
            resource_id=self.vpc.vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_group_name=group.log_group_name,
            deliver_logs_permission_arn=role.role_arn,
        )
        flow_log.node.add_dependency(role)


def _anyone(
    *, actions: list[str], resources: list[str], conditions: Mapping[str, object] | None = None
) -> iam.PolicyStatement:
    """Allow everyone whom the conditions leave: a gateway's policy can name no role (VPC guide)."""
    return iam.PolicyStatement(
        principals=[iam.AnyPrincipal()], actions=actions, resources=resources, conditions=conditions
    )
