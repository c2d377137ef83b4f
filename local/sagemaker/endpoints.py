"""Endpoints: made and updated in the background as on AWS, new model servers first, then the swap."""

import logging
import time
from typing import Any

from ministack.core.concurrency import spawn_background

from local import settings
from local.hosting import fleets
from local.hosting.fleet import Fleet
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic, new_record
from local.sagemaker.operations import Answer, Request, operation
from local.sagemaker.records import Record, records

ENDPOINT = Kind(
    name="Endpoint",
    identifier="EndpointName",
    resource="endpoint",
    at_creation={"EndpointStatus": "Creating"},
)
_BUSY = ("Creating", "Updating")
_POLL_SECONDS = 0.05
_WAIT_SECONDS = 900.0
logger = logging.getLogger("lab2api")

generic(ENDPOINT, verbs=("Describe", "List"))


@operation("CreateEndpoint")
def create_endpoint(request: Request) -> Answer:
    """Start an endpoint's model servers; the status goes from Creating to InService or Failed."""
    config = records.get("EndpointConfig", request["EndpointConfigName"])
    record = new_record(ENDPOINT, request)
    spawn_background(_deploy, request["EndpointName"], config, thread_name="lab2api-endpoint")
    return record


@operation("UpdateEndpoint")
def update_endpoint(request: Request) -> Answer:
    """Start new model servers and swap. If they do not come up, the old ones go on serving."""
    name = request["EndpointName"]
    config = records.get("EndpointConfig", request["EndpointConfigName"])
    if records.get("Endpoint", name)["EndpointStatus"] in _BUSY:
        raise ServiceError(message=f"Cannot update in-progress endpoint {name}: wait until it is InService.")
    record = records.update("Endpoint", name, EndpointStatus="Updating", FailureReason=None)
    spawn_background(_deploy, name, config, thread_name="lab2api-endpoint")
    return record


@operation("DeleteEndpoint")
def delete_endpoint(request: Request) -> Answer:
    """Stop the model servers and forget the endpoint."""
    record = records.delete("Endpoint", request["EndpointName"])
    spawn_background(fleets.remove, request["EndpointName"], thread_name="lab2api-endpoint")
    return record


@operation("UpdateEndpointWeightsAndCapacities")
def update_endpoint_weights_and_capacities(request: Request) -> Answer:
    """Share traffic anew between the variants. The desired instance count is recorded only."""
    name = request["EndpointName"]
    fleet = fleets.get(name)
    wanted = request["DesiredWeightsAndCapacities"]
    fleet.weigh(
        {item["VariantName"]: float(item["DesiredWeight"]) for item in wanted if "DesiredWeight" in item}
    )
    return records.update("Endpoint", name, ProductionVariants=fleet.summary())


def wait(name: str) -> Record:
    """Wait until an endpoint is settled and return it; `ServiceError` with its reason if that failed."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while (record := records.get("Endpoint", name))["EndpointStatus"] in _BUSY:
        if time.monotonic() > deadline:
            raise ServiceError(message=f"Endpoint {name} is still {record['EndpointStatus']}.")
        time.sleep(_POLL_SECONDS)
    if "FailureReason" in record:
        raise ServiceError(message=record["FailureReason"])
    return record


def _deploy(name: str, config: Record) -> None:
    fleet = Fleet(endpoint=name, settings=settings.active())
    try:
        fleet.launch(config)
    except ServiceError as error:
        logger.warning("endpoint %s: %s", name, error.message)
        _finish(name, FailureReason=error.message[:1024])
        return
    fleets.swap(name, fleet)
    _finish(name, EndpointConfigName=config["EndpointConfigName"], ProductionVariants=fleet.summary())


def _finish(name: str, **changes: Any) -> None:
    served = "FailureReason" not in changes or "ProductionVariants" in records.get("Endpoint", name)
    records.update("Endpoint", name, EndpointStatus="InService" if served else "Failed", **changes)
