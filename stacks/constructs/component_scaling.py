"""How copies of a component scale, down to none and back with the next request."""

from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Component
from stacks.constructs.scalable import Scalable
from stacks.constructs.wake_alarm import START_SECONDS, WakeAlarm


def scale_component(
    scope: Construct, *, serving: Component, component: sagemaker.CfnInferenceComponent, name: str
) -> None:
    """Keep the requests that a copy works on at once near the target; a refused request starts the first."""
    copies = Scalable(
        scope,
        "Copies",
        resource_id=f"inference-component/{name}",
        dimension="sagemaker:inference-component:DesiredCopyCount",
        minimum=serving.min_copies,
        maximum=serving.max_copies,
        schedule=serving.schedule,
        least=0,
    )
    copies.target.add_resource_dependency(component)
    copies.track(
        "Load",
        name="concurrency-per-copy",
        cooldowns=serving,
        target_value=serving.concurrency_per_copy,
        predefined="SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
    )
    if serving.min_copies == 0:
        WakeAlarm(
            scope,
            "Wake",
            metric="NoCapacityInvocationFailures",
            statistic="Sum",
            dimension=("InferenceComponentName", name),
            action=copies.step_up(
                "First", name="first-copy", cooldown_seconds=START_SECONDS, aggregation="Maximum"
            ),
            seconds=serving.deployment.evaluation_seconds,
            what="A request found no copy to answer it",
        )
