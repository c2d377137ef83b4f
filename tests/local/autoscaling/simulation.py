"""Hours of the local SageMaker in a second: a clock of its own, and CloudWatch's alarms looked at by it."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from local import aws, metrics
from local.autoscaling.heartbeat import Heartbeat
from local.metrics import Metric
from tests.local.component_hosted import make_component, settle_component

NAMED = {
    "ServiceNamespace": "sagemaker",
    "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
}
CONCURRENCY = "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
ALARM_PERIOD = 30


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        # On a full period, so that the tests count minutes and not seconds.
        self.time = time.time() // 3600 * 3600

    def __call__(self) -> float:
        return self.time


@dataclass
class Simulation:
    """A component whose capacity follows its traffic, as the project's stacks declare it."""

    clock: Clock
    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    scaling: Any = field(default_factory=lambda: aws.client("application-autoscaling"))

    def declare(self, name: str, *, copies: int, most: int = 2) -> None:
        make_component(aws.client, name, copies=copies)
        target = {**NAMED, "ResourceId": f"inference-component/{name}"}
        self.scaling.register_scalable_target(**target, MinCapacity=0, MaxCapacity=most)
        self.scaling.put_scaling_policy(
            **target,
            PolicyName="track",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 2.0,
                "PredefinedMetricSpecification": {"PredefinedMetricType": CONCURRENCY},
                "ScaleInCooldown": 60,
                "ScaleOutCooldown": 60,
            },
        )
        step = self.scaling.put_scaling_policy(
            **target,
            PolicyName="wake",
            PolicyType="StepScaling",
            StepScalingPolicyConfiguration={
                "AdjustmentType": "ChangeInCapacity",
                "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
                "Cooldown": 60,
            },
        )
        self._alarm(name, step["PolicyARN"])

    def pass_time(self, seconds: int, *, step: int = 10, alarms: bool = True) -> None:
        """Let time pass; CloudWatch and Application Auto Scaling look at what is due every `step` seconds."""
        for _ in range(seconds // step):
            self.clock.time += step
            self.heartbeat.beat()
            if alarms:
                self._evaluate()

    def ask(self, name: str) -> str:
        """Ask once; returns the process that answered, or the error's text."""
        try:
            answer = aws.client("sagemaker-runtime").invoke_endpoint(
                EndpointName=name, InferenceComponentName=name, Body=b"{}", ContentType="application/json"
            )
        except ClientError as error:
            self._evaluate()
            return str(error.response["Error"]["Message"])
        return f"process {json.loads(answer['Body'].read())['pid']}"

    def copies(self, name: str) -> int:
        return int(settle_component(aws.client, name)["RuntimeConfig"]["CurrentCopyCount"])

    def activities(self, name: str) -> list[str]:
        """Return what was scaled and how that ended, the oldest first."""
        settle_component(aws.client, name)
        self.heartbeat.beat()
        found = self.scaling.describe_scaling_activities(**NAMED, ResourceId=f"inference-component/{name}")[
            "ScalingActivities"
        ]
        return [f"{activity['Description']} {activity['StatusCode']}" for activity in reversed(found)]

    def ring(self, name: str) -> None:
        """Let the alarm ring anew, as after SetAlarmState by hand."""
        for state in ("OK", "ALARM"):
            aws.client("cloudwatch").set_alarm_state(
                AlarmName=f"{name}-no-capacity", StateValue=state, StateReason="by hand"
            )

    def _alarm(self, name: str, policy: str) -> None:
        aws.client("cloudwatch").put_metric_alarm(
            AlarmName=f"{name}-no-capacity", Namespace="AWS/SageMaker",
            MetricName="NoCapacityInvocationFailures",
            Dimensions=[{"Name": "InferenceComponentName", "Value": name}], Statistic="Sum",
            Period=ALARM_PERIOD, EvaluationPeriods=1, Threshold=1, TreatMissingData="notBreaching",
            ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[policy],
        )  # fmt: skip

    def _evaluate(self) -> None:
        """Set each alarm as CloudWatch would at the clock's time."""
        cloudwatch = aws.client("cloudwatch")
        for alarm in cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm"])["MetricAlarms"]:
            dimensions = {item["Name"]: item["Value"] for item in alarm["Dimensions"]}
            metric = Metric(name=alarm["MetricName"], dimensions=dimensions, statistic=alarm["Statistic"])
            value = metrics.latest(metric, seconds=alarm["Period"]) or 0.0
            state = "ALARM" if value >= alarm["Threshold"] else "OK"
            if state != alarm["StateValue"]:
                cloudwatch.set_alarm_state(
                    AlarmName=alarm["AlarmName"], StateValue=state, StateReason="simulated"
                )
