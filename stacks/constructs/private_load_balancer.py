"""The load balancer that models on ECS and EKS share: inside the VPC, TLS in front, a rule a model behind."""

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from config.containers import Containers
from stacks.constructs.private_network import PrivateNetwork

CONTAINER_PORT = 8080
"""Where SageMaker's container contract has a server listen; every image of ours and of AWS's does."""


class PrivateLoadBalancer(Construct):
    """`listener` takes HTTPS on 443 from members of the group of `network`, and from nobody else.

    `security_group` is what a container may be asked by. What no rule of a model matches is a 404. The name
    is in a hosted zone of the VPC alone; the certificate is yours, of ACM, and must be publicly trusted, as
    the proxy trusts what Lambda's runtime trusts.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        containers: Containers,
        network: PrivateNetwork,
        logs: s3.IBucket,
    ) -> None:
        super().__init__(scope, id)
        self.host_name = containers.host_name
        self.security_group = self._group(network)
        self.load_balancer = elbv2.ApplicationLoadBalancer(
            self,
            "Internal",
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            internet_facing=False,
            security_group=self.security_group,
            drop_invalid_header_fields=True,
            # A stack that is to go without a trace could not, with a load balancer that refuses to.
            deletion_protection=config.retention.removal == "retain",
        )
        self.load_balancer.log_access_logs(logs, "load-balancer")
        self.listener = self._listener(containers)
        self._name(network)

    def serve_from(self, scope: Construct, id: str, *, group: ec2.ISecurityGroup) -> None:
        """Let requests through to containers of `group`; the rules are in the stack of `scope`."""
        what, own = "From the load balancer to the model", self.security_group.security_group_id
        ec2.CfnSecurityGroupEgress(
            scope,
            f"{id}Out",
            description=what,
            group_id=own,
            destination_security_group_id=group.security_group_id,
            ip_protocol="tcp",
            from_port=CONTAINER_PORT,
            to_port=CONTAINER_PORT,
        )
        ec2.CfnSecurityGroupIngress(
            scope,
            f"{id}In",
            description=what,
            group_id=group.security_group_id,
            source_security_group_id=own,
            ip_protocol="tcp",
            from_port=CONTAINER_PORT,
            to_port=CONTAINER_PORT,
        )

    def _group(self, network: PrivateNetwork) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self,
            "Group",
            vpc=network.vpc,
            allow_all_outbound=False,
            description="The load balancer in front of models in containers",
        )
        group.add_ingress_rule(network.security_group, ec2.Port.tcp(443), "TLS from the proxy and the worker")
        return group

    def _listener(self, containers: Containers) -> elbv2.ApplicationListener:
        return self.load_balancer.add_listener(
            "Https",
            port=443,
            protocol=elbv2.ApplicationProtocol.HTTPS,
            certificates=[elbv2.ListenerCertificate.from_arn(containers.certificate_arn)],
            ssl_policy=elbv2.SslPolicy.TLS13_13,
            # Not open to everybody: the group says who may come.
            open=False,
            default_action=elbv2.ListenerAction.fixed_response(404, content_type="text/plain"),
        )

    def _name(self, network: PrivateNetwork) -> None:
        zone = route53.PrivateHostedZone(self, "Zone", zone_name=self.host_name, vpc=network.vpc)
        alias = route53.RecordTarget.from_alias(targets.LoadBalancerTarget(self.load_balancer))
        route53.ARecord(self, "Name", zone=zone, target=alias)
