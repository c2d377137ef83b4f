"""A deployment and an endpoint's record: what DescribeEndpoint says while it runs and when it has ended."""

import logging
from typing import Any

from local import settings
from local.hosting import fleet_kinds
from local.hosting.deployment import Deployment
from local.hosting.rollback_alarms import RollbackAlarms
from local.hosting.traffic import Traffic
from local.sagemaker.endpoint_updates import Update
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

LONGEST_REASON = 1024
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html"""

logger = logging.getLogger("lab2api")


def run(name: str, traffic: Traffic, update: Update) -> None:
    """Deploy; the endpoint is InService afterwards, Failed if it never was, with the reason if it failed."""
    green = fleet_kinds.fleet_of(update.config, endpoint=name, settings=settings.active())
    deployment = Deployment(
        traffic=traffic,
        green=green,
        config=update.config,
        routing=update.routing,
        alarms=RollbackAlarms(update.deployment_config),
        report=lambda summary: _record(name, traffic, PendingDeploymentSummary=summary),
    )
    try:
        deployment.run()
    except ServiceError as error:
        logger.warning("endpoint %s: %s", name, error.message)
        _roll_back(name, traffic, reason=error.message[:LONGEST_REASON])
        return
    _record(
        name,
        traffic,
        EndpointStatus="InService",
        PendingDeploymentSummary=None,
        EndpointConfigName=update.config["EndpointConfigName"],
        LastDeploymentConfig=update.deployment_config,
        **green.described(),
    )


def _roll_back(name: str, traffic: Traffic, *, reason: str) -> None:
    if traffic.serving is not None:
        _record(name, traffic, EndpointStatus="RollingBack")
    traffic.abandon()
    status = "Failed" if traffic.serving is None else "InService"
    _record(name, traffic, EndpointStatus=status, FailureReason=reason, PendingDeploymentSummary=None)


def _record(name: str, traffic: Traffic, **changes: Any) -> None:
    """Change the record, unless the endpoint is gone: its name may already be another one's."""
    if not traffic.closed:
        records.update("Endpoint", name, **changes)
