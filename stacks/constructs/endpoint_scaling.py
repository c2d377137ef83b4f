"""How instances of a variant scale: by concurrency where a caller waits, by the backlog where none does."""

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Asynchronous, RealTime
from config.scaling import Schedule
from stacks.constructs.endpoint_metrics import NAMESPACE
from stacks.constructs.scalable import Policy, Scalable
from stacks.constructs.variant import VARIANT
from stacks.constructs.wake_alarm import START_SECONDS, WakeAlarm


def scale_real_time(
    scope: Construct, *, serving: RealTime, endpoint: sagemaker.CfnEndpoint, name: str
) -> None:
    """Keep the requests that an instance works on at once near the target."""
    if (scaling := serving.autoscaling) is None:
        return
    limits = scaling.min_instances, scaling.max_instances
    capacity = _instances(scope, endpoint, name=name, limits=limits, schedule=serving.schedule, least=1)
    capacity.track(
        "Load",
        name="concurrency-per-instance",
        cooldowns=scaling,
        target_value=scaling.concurrency_per_instance,
        predefined="SageMakerVariantConcurrentRequestsPerModelHighResolution",
    )


def scale_asynchronous(
    scope: Construct, *, serving: Asynchronous, endpoint: sagemaker.CfnEndpoint, name: str
) -> None:
    """Keep the backlog of each instance near the target; the first request starts the first instance.

    Without the alarm, the endpoint would stay at zero until the backlog exceeds the target (SageMaker guide,
    autoscale an asynchronous endpoint).
    """
    limits = serving.min_instances, serving.max_instances
    capacity = _instances(scope, endpoint, name=name, limits=limits, schedule=serving.schedule, least=0)
    capacity.track(
        "Load",
        name="backlog-per-instance",
        cooldowns=serving,
        target_value=serving.backlog_per_instance,
        customized=_backlog(name),
    )
    if serving.min_instances == 0:
        WakeAlarm(
            scope,
            "Wake",
            metric="HasBacklogWithoutCapacity",
            statistic="Average",
            dimension=("EndpointName", name),
            action=capacity.step_up(
                "First", name="first-instance", cooldown_seconds=START_SECONDS, aggregation="Average"
            ),
            seconds=serving.deployment.evaluation_seconds,
            what="A request waits and no instance runs",
        )


def _backlog(name: str) -> Policy.CustomizedMetricSpecificationProperty:
    return Policy.CustomizedMetricSpecificationProperty(
        namespace=NAMESPACE,
        metric_name="ApproximateBacklogSizePerInstance",
        dimensions=[Policy.MetricDimensionProperty(name="EndpointName", value=name)],
        statistic="Average",
    )


def _instances(
    scope: Construct,
    endpoint: sagemaker.CfnEndpoint,
    *,
    name: str,
    limits: tuple[int, int],
    schedule: Schedule | None,
    least: int,
) -> Scalable:
    """Return the instances of the endpoint's variant, between `limits`, which scale once it is there."""
    minimum, maximum = limits
    capacity = Scalable(
        scope,
        "Capacity",
        resource_id=f"endpoint/{name}/variant/{VARIANT}",
        dimension="sagemaker:variant:DesiredInstanceCount",
        minimum=minimum,
        maximum=maximum,
        schedule=schedule,
        least=least,
    )
    capacity.target.add_resource_dependency(endpoint)
    return capacity
