"""Endpoints: made and updated in the background as on AWS, new model servers first, then their traffic."""

import time

from ministack.core.concurrency import spawn_background

from local.hosting import backlogs, fleets
from local.sagemaker import endpoint_deployments, endpoint_updates
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
_BUSY = ("Creating", "Updating", "RollingBack")
_POLL_SECONDS = 0.05
_WAIT_SECONDS = 970 * 60.0
"""CloudFormation's own limit for an update of AWS::SageMaker::Endpoint (its resource schema)."""
_THREAD = "lab2api-endpoint"

generic(ENDPOINT, verbs=("Describe", "List"))


@operation("CreateEndpoint")
def create_endpoint(request: Request) -> Answer:
    """Start an endpoint's model servers; the status goes from Creating to InService or Failed."""
    name = request["EndpointName"]
    update = endpoint_updates.first(request)
    record = new_record(ENDPOINT, request)
    spawn_background(endpoint_deployments.run, name, fleets.opened(name), update, thread_name=_THREAD)
    return record


@operation("UpdateEndpoint")
def update_endpoint(request: Request) -> Answer:
    """Deploy a configuration as DeploymentConfig says; what fails or alarms leaves the old one serving."""
    name = request["EndpointName"]
    _require_settled(name)
    traffic = fleets.opened(name)
    update = endpoint_updates.next_of(request, records.get("Endpoint", name), serving=traffic.serving)
    record = records.update("Endpoint", name, EndpointStatus="Updating", FailureReason=None)
    spawn_background(endpoint_deployments.run, name, traffic, update, thread_name=_THREAD)
    return record


@operation("DeleteEndpoint")
def delete_endpoint(request: Request) -> Answer:
    """Stop the model servers and forget the endpoint."""
    record = records.delete("Endpoint", request["EndpointName"])
    backlogs.remove(request["EndpointName"])
    spawn_background(fleets.removed(request["EndpointName"]).close, thread_name=_THREAD)
    return record


@operation("UpdateEndpointWeightsAndCapacities")
def update_endpoint_weights_and_capacities(request: Request) -> Answer:
    """Share traffic anew between the variants, and change how many instances an asynchronous one has.

    The instance count of any other variant is recorded only: each is one process.
    """
    name = request["EndpointName"]
    _require_settled(name)
    fleet, wanted = fleets.get(name), request["DesiredWeightsAndCapacities"]
    fleet.weigh({w["VariantName"]: float(w["DesiredWeight"]) for w in wanted if "DesiredWeight" in w})
    fleet.resize(
        {w["VariantName"]: int(w["DesiredInstanceCount"]) for w in wanted if "DesiredInstanceCount" in w}
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


def _require_settled(name: str) -> None:
    if records.get("Endpoint", name)["EndpointStatus"] in _BUSY:
        raise ServiceError(message=f"Cannot update in-progress endpoint {name}: wait until it is InService.")
