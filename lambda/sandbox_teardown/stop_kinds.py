"""What costs by the hour while it runs, stopped before the export: one that fails leaves nothing running.

Nothing that a student wrote goes: a space keeps its disk, a deleted endpoint its configuration and model.
"""

from collections.abc import Iterator
from typing import Any

from sandbox_teardown.endpoint_kinds import components, endpoints, experiments
from sandbox_teardown.job_kinds import job_kinds
from sandbox_teardown.made_kinds import notebooks
from sandbox_teardown.named import owned
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.studio_kinds import Studio
from sandbox_teardown.thing import Kind, Thing
from sandbox_teardown.tracking_kinds import tracking_servers


def stop_kinds(sagemaker: Any, studio: Studio, sandbox: Sandbox) -> list[Kind]:
    """Return them, the dearest first; none waits for another, but an endpoint for what holds it."""
    schedules = owned(
        "monitoring schedule",
        sandbox,
        found=sagemaker.list_monitoring_schedules,
        member="MonitoringScheduleSummaries",
        name="MonitoringScheduleName",
        status="MonitoringScheduleStatus",
        remove=sagemaker.stop_monitoring_schedule,
    )
    costing = [
        experiments(sagemaker, sandbox),
        components(sagemaker, sandbox),
        endpoints(sagemaker, sandbox),
        schedules,
        *job_kinds(sagemaker, sandbox),
        notebooks(sagemaker, sandbox),
        tracking_servers(sagemaker, sandbox, remove=sagemaker.stop_mlflow_tracking_server),
        studio.apps(),
        studio.canvas(),
    ]
    return [_running(kind) for kind in costing]


def _running(kind: Kind) -> Kind:
    """Return those of a kind that run: what is on its way, or has ended, costs no more by itself."""

    def left() -> Iterator[Thing]:
        yield from (thing for thing in kind.left() if not thing.going and not thing.ended)

    return Kind(label=f"running {kind.label}", left=left, remove=kind.remove)
