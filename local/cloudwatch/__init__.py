"""CloudWatch of the local run: embedded metrics, metric math, and alarms that are evaluated like AWS's.

ministack stores metrics, alarms and dashboards; this package computes with them.
"""

from local.cloudwatch import (
    alarm_events,
    alarms,
    embedded_metrics,
    eviction,
    function_metrics,
    instance_metrics,
    metric_data,
)


def install() -> None:
    """Put all of it into the emulator."""
    eviction.install()
    embedded_metrics.install()
    function_metrics.install()
    metric_data.install()
    alarms.install()
    alarm_events.install()
    instance_metrics.install()
