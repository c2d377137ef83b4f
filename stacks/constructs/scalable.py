"""A number that Application Auto Scaling moves: instances of a variant, copies of a component, tasks.

Plain resources: CDK's own constructs would add a role, where AWS uses the account's service-linked one.
"""

from aws_cdk import aws_applicationautoscaling as scaling
from constructs import Construct

from config.instances import Cooldowns
from config.scaling import Schedule

SERVICE = "sagemaker"
Target = scaling.CfnScalableTarget
Policy = scaling.CfnScalingPolicy


class Scalable(Construct):
    """Between `minimum` and `maximum`, and by the schedule's off-hours held at `least`."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        resource_id: str,
        dimension: str,
        minimum: int,
        maximum: int,
        schedule: Schedule | None,
        least: int,
        service: str = SERVICE,
    ) -> None:
        super().__init__(scope, id)
        self._service, self._dimension, self._resource_id = service, dimension, resource_id
        # Under this id CDK names the resource after the construct alone.
        self.target = Target(
            self,
            "Default",
            service_namespace=service,
            scalable_dimension=dimension,
            resource_id=resource_id,
            min_capacity=minimum,
            max_capacity=maximum,
            scheduled_actions=[
                _action("down", schedule.down, schedule, least, least),
                _action("up", schedule.up, schedule, minimum, maximum),
            ]
            if schedule
            else None,
        )

    def track(
        self,
        id: str,
        *,
        name: str,
        cooldowns: Cooldowns,
        target_value: float,
        predefined: str | None = None,
        customized: Policy.CustomizedMetricSpecificationProperty | None = None,
    ) -> None:
        """Keep a metric near `target_value`."""
        known = Policy.PredefinedMetricSpecificationProperty(predefined_metric_type=predefined or "")
        self._policy(
            id,
            name,
            "TargetTrackingScaling",
            tracking=Policy.TargetTrackingScalingPolicyConfigurationProperty(
                target_value=target_value,
                predefined_metric_specification=known if predefined else None,
                customized_metric_specification=customized,
                scale_in_cooldown=cooldowns.scale_in_cooldown_seconds,
                scale_out_cooldown=cooldowns.scale_out_cooldown_seconds,
            ),
        )

    def step_up(self, id: str, *, name: str, cooldown_seconds: int, aggregation: str) -> str:
        """Add one when an alarm says so; return the policy's ARN, which is the alarm's action."""
        steps = Policy.StepScalingPolicyConfigurationProperty(
            adjustment_type="ChangeInCapacity",
            metric_aggregation_type=aggregation,
            cooldown=cooldown_seconds,
            step_adjustments=[
                Policy.StepAdjustmentProperty(metric_interval_lower_bound=0, scaling_adjustment=1)
            ],
        )
        return self._policy(id, name, "StepScaling", steps=steps).attr_arn

    def step_to(self, id: str, *, name: str, capacity: int, cooldown_seconds: int) -> str:
        """Have exactly so many when an alarm says so, however often; return the policy's ARN.

        None at all is for an alarm on too little, any other number for one on too much.
        """
        bound = {"metric_interval_lower_bound": 0} if capacity else {"metric_interval_upper_bound": 0}
        steps = Policy.StepScalingPolicyConfigurationProperty(
            adjustment_type="ExactCapacity",
            metric_aggregation_type="Maximum",
            cooldown=cooldown_seconds,
            step_adjustments=[Policy.StepAdjustmentProperty(scaling_adjustment=capacity, **bound)],
        )
        return self._policy(id, name, "StepScaling", steps=steps).attr_arn

    def _policy(
        self,
        id: str,
        name: str,
        kind: str,
        *,
        tracking: Policy.TargetTrackingScalingPolicyConfigurationProperty | None = None,
        steps: Policy.StepScalingPolicyConfigurationProperty | None = None,
    ) -> Policy:
        policy = Policy(
            self,
            id,
            policy_name=name,
            policy_type=kind,
            service_namespace=self._service,
            scalable_dimension=self._dimension,
            resource_id=self._resource_id,
            target_tracking_scaling_policy_configuration=tracking,
            step_scaling_policy_configuration=steps,
        )
        policy.add_resource_dependency(self.target)
        return policy


def _action(
    name: str, at: str, schedule: Schedule, minimum: int, maximum: int
) -> Target.ScheduledActionProperty:
    return Target.ScheduledActionProperty(
        scheduled_action_name=name,
        schedule=at,
        timezone=schedule.time_zone,
        scalable_target_action=Target.ScalableTargetActionProperty(
            min_capacity=minimum, max_capacity=maximum
        ),
    )
