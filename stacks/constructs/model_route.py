"""One model's way through the private load balancer: a rule for its path, and a target group."""

import aws_cdk as cdk
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from constructs import Construct

from config.rule_priority import HIGHEST, rule_priority
from stacks.constructs.private_load_balancer import CONTAINER_PORT, PrivateLoadBalancer
from stacks.constructs.private_network import PrivateNetwork

DRAIN_SECONDS = 30
"""No request takes longer: the API ends one after 29 seconds."""


class ModelRoute(Construct):
    """Requests to `url` reach members of `targets` as `/ping` and `/invocations`: the prefix is taken off.

    They are addresses: tasks of ECS register theirs, pods by a TargetGroupBinding. The last hop is plain
    HTTP from one security group to another: no container of AWS's or ours ends TLS.
    """

    def __init__(
        self, scope: Construct, id: str, *, model: str, balancer: PrivateLoadBalancer, network: PrivateNetwork
    ) -> None:
        super().__init__(scope, id)
        path = f"/models/{model}"
        self.url = f"https://{balancer.host_name}{path}"
        self.targets = self._targets(network)
        self.rule = elbv2.CfnListenerRule(
            self,
            "Rule",
            listener_arn=balancer.listener.listener_arn,
            priority=self._priority(),
            conditions=[
                elbv2.CfnListenerRule.RuleConditionProperty(
                    field="path-pattern",
                    path_pattern_config=elbv2.CfnListenerRule.PathPatternConfigProperty(values=[f"{path}/*"]),
                )
            ],
            transforms=[_without_prefix(path)],
            actions=[elbv2.CfnListenerRule.ActionProperty(type="forward", target_group_arn=self.targets.ref)],
        )

    @property
    def full_name(self) -> str:
        """The target group as metrics name it."""
        return self.targets.attr_target_group_full_name

    def _targets(self, network: PrivateNetwork) -> elbv2.CfnTargetGroup:
        return elbv2.CfnTargetGroup(
            self,
            "Targets",
            vpc_id=network.vpc.vpc_id,
            target_type="ip",
            protocol="HTTP",
            port=CONTAINER_PORT,
            health_check_protocol="HTTP",
            health_check_path="/ping",
            health_check_interval_seconds=10,
            health_check_timeout_seconds=5,
            healthy_threshold_count=2,
            unhealthy_threshold_count=3,
            matcher=elbv2.CfnTargetGroup.MatcherProperty(http_code="200"),
            target_group_attributes=[
                elbv2.CfnTargetGroup.TargetGroupAttributeProperty(
                    key="deregistration_delay.timeout_seconds", value=str(DRAIN_SECONDS)
                ),
                # Rows differ in what they cost: whoever has the fewest open requests gets the next.
                elbv2.CfnTargetGroup.TargetGroupAttributeProperty(
                    key="load_balancing.algorithm.type", value="least_outstanding_requests"
                ),
            ],
        )

    def _priority(self) -> float:
        """Return a parameter whose default hangs on the stack's name: models may come and go in any order."""
        parameter = cdk.CfnParameter(
            cdk.Stack.of(self),
            "RulePriority",
            type="Number",
            default=rule_priority(cdk.Stack.of(self).stack_name),
            min_value=1,
            max_value=HIGHEST,
            description="Of the load balancer's rule; another stack of this template needs its own",
        )
        return parameter.value_as_number


def _without_prefix(path: str) -> elbv2.CfnListenerRule.TransformProperty:
    """Rewrite `/models/NAME/ping` as `/ping` (Elastic Load Balancing guide, listener rules' transforms)."""
    return elbv2.CfnListenerRule.TransformProperty(
        type="url-rewrite",
        url_rewrite_config=elbv2.CfnListenerRule.RewriteConfigObjectProperty(
            rewrites=[
                elbv2.CfnListenerRule.RewriteConfigProperty(regex=f"^{path}/(.*)$", replace="/$1"),
            ]
        ),
    )
