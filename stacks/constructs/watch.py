"""Scaling and alarms of an endpoint on instances."""

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_sns as sns
from constructs import Construct

from config.serving import Autoscaling
from stacks.constructs.variant import VARIANT


class EndpointAlarms(Construct):
    """Errors and slow answers, sent to `topic`; subscribe the team's address to it after the deploy."""

    def __init__(self, scope: Construct, id: str, *, endpoint: str, key: kms.IKey, latency_ms: int) -> None:
        super().__init__(scope, id)
        self._dimensions = {"EndpointName": endpoint, "VariantName": VARIANT}
        self.topic = _topic(self, key)
        errors = self._alarm(
            "Errors", "Invocation5XXErrors", "Sum", 5, "Five or more failed calls in 5 minutes"
        )
        # SageMaker reports latency in microseconds (SageMaker guide, endpoint invocation metrics).
        slow = self._alarm("Latency", "ModelLatency", "p99", latency_ms * 1000, f"p99 above {latency_ms} ms")
        self.names = [errors.alarm_name, slow.alarm_name]

    def _alarm(self, id: str, metric: str, statistic: str, threshold: int, what: str) -> cloudwatch.Alarm:
        alarm = cloudwatch.Alarm(
            self,
            id,
            alarm_description=what,
            metric=cloudwatch.Metric(
                namespace="AWS/SageMaker",
                metric_name=metric,
                dimensions_map=self._dimensions,
                statistic=statistic,
                period=cdk.Duration.minutes(5),
            ),
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        return alarm


def _topic(scope: Construct, key: kms.IKey) -> sns.Topic:
    topic = sns.Topic(scope, "Topic", master_key=key, enforce_ssl=True)
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            sid="Alarms",
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(scope).account}},
        )
    )
    return topic


def scale(scope: Construct, *, endpoint: sagemaker.CfnEndpoint, name: str, autoscaling: Autoscaling) -> None:
    """Keep each instance near `invocations_per_instance` calls a minute.

    Plain resources: CDK's own construct would add a role, where AWS uses the account's service-linked one.
    """
    namespace, dimension = "sagemaker", "sagemaker:variant:DesiredInstanceCount"
    resource_id = f"endpoint/{name}/variant/{VARIANT}"
    capacity = scaling.CfnScalableTarget(
        scope,
        "Capacity",
        service_namespace=namespace,
        scalable_dimension=dimension,
        resource_id=resource_id,
        min_capacity=autoscaling.min_instances,
        max_capacity=autoscaling.max_instances,
    )
    capacity.add_resource_dependency(endpoint)
    load = scaling.CfnScalingPolicy(
        scope,
        "Load",
        policy_name="invocations-per-instance",
        policy_type="TargetTrackingScaling",
        service_namespace=namespace,
        scalable_dimension=dimension,
        resource_id=resource_id,
        target_tracking_scaling_policy_configuration=_target(autoscaling),
    )
    load.add_resource_dependency(capacity)


def _target(
    autoscaling: Autoscaling,
) -> scaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty:
    return scaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty(
        target_value=autoscaling.invocations_per_instance,
        predefined_metric_specification=scaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty(
            predefined_metric_type="SageMakerVariantInvocationsPerInstance"
        ),
        scale_in_cooldown=autoscaling.scale_in_cooldown_seconds,
        scale_out_cooldown=autoscaling.scale_out_cooldown_seconds,
    )
