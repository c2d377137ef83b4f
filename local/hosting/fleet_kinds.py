"""Which fleet an endpoint configuration asks for."""

from local.hosting.asynchronous_fleet import AsynchronousFleet
from local.hosting.component_fleet import ComponentFleet
from local.hosting.fleet import Fleet
from local.sagemaker.records import Record
from local.settings import Settings


def fleet_of(config: Record, *, endpoint: str, settings: Settings) -> Fleet:
    """Return the fleet, not yet launched: for a queue, for components, or for direct requests."""
    if "AsyncInferenceConfig" in config:
        return AsynchronousFleet(endpoint=endpoint, settings=settings)
    if all("ModelName" not in variant for variant in config["ProductionVariants"]):
        return ComponentFleet(endpoint=endpoint, settings=settings)
    return Fleet(endpoint=endpoint, settings=settings)
