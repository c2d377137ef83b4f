"""What happens to an inference component in the background: its copies come, go and are exchanged."""

import logging
from typing import Any

from local.hosting import components
from local.hosting.component import Component
from local.sagemaker import rolling_update
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

_KIND = "InferenceComponent"
logger = logging.getLogger("lab2api")


def scale(component: Component, count: int) -> None:
    """Start or drain copies until there are `count`."""
    try:
        component.copies.scale(count)
    except ServiceError as error:
        _settle(component, count, error)
    else:
        _settle(component, count)


def update(
    component: Component, specification: dict[str, Any], count: int, deployment: dict[str, Any] | None
) -> None:
    """Exchange the copies by the deployment's rules, then scale; a failure leaves the old specification."""
    try:
        batch, after = rolling_update.plan(deployment, copies=len(component.copies))
        component.update(specification, batch=batch, after=after)
        component.copies.scale(count)
    except ServiceError as error:
        _settle(component, count, error)
    else:
        _settle(component, count)


def delete(name: str) -> None:
    """Drain the copies, then forget the component."""
    components.remove(name)
    records.delete(_KIND, name)


def _settle(component: Component, count: int, error: ServiceError | None = None) -> None:
    """InService, with the reason if something failed; Failed where the first copy did not come up."""
    current, record = len(component.copies), records.find_or_none(_KIND, component.name)
    if record is None:
        return
    status, reason = "InService", None
    if error is not None:
        logger.warning("inference component %s: %s", component.name, error.message)
        reason = error.message[:1024]
        status = "Failed" if record["InferenceComponentStatus"] == "Creating" else status
    records.update(
        _KIND,
        component.name,
        InferenceComponentStatus=status,
        FailureReason=reason,
        Specification=component.specification,
        RuntimeConfig={"DesiredCopyCount": current if error else count, "CurrentCopyCount": current},
    )
