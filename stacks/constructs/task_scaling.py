"""How tasks of a service scale: with the requests in work, to none when nobody asks, and back."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from config import Ecs
from config.accelerated import STARTUP_SECONDS
from stacks.constructs.scalable import Policy, Scalable
from stacks.constructs.wake_alarm import MINUTE, WakeAlarm
from stacks.constructs.widgets import NAMESPACE

Specification = Policy.CustomizedMetricSpecificationProperty
Query = Policy.TargetTrackingMetricDataQueryProperty
LEAST_SHARE = 0.01
"""Of the target. Target tracking goes in proportion: from no load at all to no task, from a little to one."""
WAKE_SECONDS = {"fargate": 300, "managed-instances": 900}
"""How long a first task takes as a rule: an instance and AWS's container of some 20 GB take longer."""


class TaskScaling(Construct):
    """`asked` alarms and targets name the model as the proxy does, the service as ECS does."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        serving: Ecs,
        model: str,
        cluster: str,
        service: ecs.CfnService,
        behind: dict[str, str],
        idle_minutes: int,
    ) -> None:
        super().__init__(scope, id)
        self._serving = serving
        self._model, self._service = model, {"ClusterName": cluster, "ServiceName": service.attr_name}
        tasks = Scalable(
            self,
            "Tasks",
            service="ecs",
            dimension="ecs:service:DesiredCount",
            resource_id=f"service/{cluster}/{service.attr_name}",
            minimum=serving.min_tasks,
            maximum=serving.max_tasks,
            schedule=None,
            least=serving.min_tasks,
        )
        tasks.track(
            "Load",
            name="concurrency-per-task",
            cooldowns=serving,
            target_value=serving.concurrency_per_task,
            customized=self._concurrency(behind),
        )
        if serving.min_tasks == 0:
            self._wake(tasks)
            starting = STARTUP_SECONDS.get(serving.container, 0) // MINUTE
            self._sleep(tasks, minutes=max(idle_minutes, starting))

    def _concurrency(self, behind: dict[str, str]) -> Specification:
        """Little's law: requests a second times the seconds each takes are the requests in work at once.

        Where there may be no task the load is never quite 0: whether the last one ends is the alarm Idle's.
        """
        load_balancer = "AWS/ApplicationELB"
        each = f"IF(tasks > 0, FILL(requests, 0) * FILL(seconds, 0) / {MINUTE} / tasks, 0)"
        if self._serving.min_tasks == 0:
            each = f"{each} + {LEAST_SHARE * self._serving.concurrency_per_task:g}"
        return Specification(
            metrics=[
                _query("requests", load_balancer, "RequestCount", behind, "Sum"),
                _query("seconds", load_balancer, "TargetResponseTime", behind, "Average"),
                _query("tasks", "ECS/ContainerInsights", "RunningTaskCount", self._service, "Average"),
                Query(
                    id="each",
                    label="Requests in work, a task",
                    expression=each,
                    return_data=True,
                ),
            ]
        )

    def _wake(self, tasks: Scalable) -> None:
        """Start the first task when the proxy has found none: the load balancer tells no model apart then."""
        WakeAlarm(
            self,
            "Wake",
            namespace=NAMESPACE,
            metric="Asleep",
            statistic="Sum",
            dimension=("Model", self._model),
            action=tasks.step_to("First", name="first-task", capacity=1, cooldown_seconds=self._rest),
            seconds=MINUTE,
            what="A request found no task to answer it",
        )

    def _sleep(self, tasks: Scalable, *, minutes: int) -> None:
        """End the tasks when for so long nobody has asked, which is no less than one needs to start.

        A metric that nobody writes has no zeros, so they are filled in wherever a task has a CPU.
        """
        cpu = cloudwatch.Metric(
            namespace="AWS/ECS",
            metric_name="CPUUtilization",
            dimensions_map=self._service,
            statistic="Average",
        )
        asked = cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name="Predictions",
            dimensions_map={"Model": self._model},
            statistic="SampleCount",
        )
        idle = cloudwatch.Alarm(
            self,
            "Idle",
            alarm_description=f"Tasks that nobody has asked for {minutes} minutes",
            metric=cloudwatch.MathExpression(
                expression="IF(cpu >= 0, FILL(asked, 0), 1)",
                using_metrics={"cpu": cpu, "asked": asked},
                period=cdk.Duration.seconds(MINUTE),
                label="Requests while tasks run",
            ),
            threshold=1,
            evaluation_periods=minutes,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        resource = idle.node.default_child
        assert isinstance(resource, cloudwatch.CfnAlarm)  # noqa: S101 - narrows the type for mypy
        resource.alarm_actions = [
            tasks.step_to("None", name="no-task", capacity=0, cooldown_seconds=self._rest)
        ]

    @property
    def _rest(self) -> int:
        return WAKE_SECONDS[self._serving.launch]


def _query(id: str, namespace: str, name: str, dimensions: dict[str, str], statistic: str) -> Query:
    named = [
        Policy.TargetTrackingMetricDimensionProperty(name=key, value=value)
        for key, value in dimensions.items()
    ]
    metric = Policy.TargetTrackingMetricProperty(namespace=namespace, metric_name=name, dimensions=named)
    stat = Policy.TargetTrackingMetricStatProperty(metric=metric, stat=statistic)
    return Query(id=id, metric_stat=stat, return_data=False)
