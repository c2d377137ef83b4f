"""Inference components: made, updated and deleted in the background; each copy is a process."""

from typing import Any

from ministack.core.concurrency import spawn_background

from local import settings
from local.hosting import components, fleets
from local.hosting.component import Component
from local.hosting.component_fleet import ComponentFleet
from local.hosting.container import container_of
from local.sagemaker import component_changes
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic, new_record
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records

COMPONENT = Kind(
    name="InferenceComponent",
    identifier="InferenceComponentName",
    resource="inference-component",
    at_creation={"InferenceComponentStatus": "Creating"},
)
_KIND = COMPONENT.name
_BUSY = ("Creating", "Updating", "Deleting")

generic(COMPONENT, verbs=("Describe",))


@operation("CreateInferenceComponent")
def create_inference_component(request: Request) -> Answer:
    """Start a component's copies on an endpoint whose variants name no model; none for CopyCount 0."""
    specification = _specification(request)
    count = int(request.get("RuntimeConfig", {}).get("CopyCount", 1))
    record = new_record(COMPONENT, {**_members(request), "RuntimeConfig": _runtime(count, current=0)})
    component = Component(
        name=request["InferenceComponentName"],
        variant=record["VariantName"],
        specification=specification,
        settings=settings.active(),
    )
    components.add(component)
    spawn_background(component_changes.scale, component, count, thread_name="lab2api-component")
    return record


@operation("UpdateInferenceComponent")
def update_inference_component(request: Request) -> Answer:
    """Exchange the copies for those of a new specification, new before old, and change their number."""
    name = request["InferenceComponentName"]
    record = _idle(name)
    specification = _specification(request) if "Specification" in request else record["Specification"]
    count = request.get("RuntimeConfig", {}).get("CopyCount", record["RuntimeConfig"]["DesiredCopyCount"])
    deployment = request.get("DeploymentConfig")
    updated = _updating(name, count, LastDeploymentConfig=deployment)
    changes = (_running(name), specification, count, deployment)
    spawn_background(component_changes.update, *changes, thread_name="lab2api-component")
    return updated


@operation("UpdateInferenceComponentRuntimeConfig")
def update_inference_component_runtime_config(request: Request) -> Answer:
    """Change the number of copies."""
    name, count = request["InferenceComponentName"], request["DesiredRuntimeConfig"]["CopyCount"]
    _idle(name)
    updated = _updating(name, count)
    spawn_background(component_changes.scale, _running(name), count, thread_name="lab2api-component")
    return updated


@operation("DeleteInferenceComponent")
def delete_inference_component(request: Request) -> Answer:
    """Drain the copies and forget the component; refused while it is changed, as on AWS."""
    name = request["InferenceComponentName"]
    _idle(name, also=("Failed",))
    record = records.update(_KIND, name, InferenceComponentStatus="Deleting")
    spawn_background(component_changes.delete, name, thread_name="lab2api-component")
    return record


@operation("ListInferenceComponents")
def list_inference_components(request: Request) -> Answer:
    """Return the components of an endpoint, of a variant, or all."""
    found = records.list(_KIND)
    for member in ("EndpointName", "VariantName"):
        if f"{member}Equals" in request:
            found = [record for record in found if record[member] == request[f"{member}Equals"]]
    return listed(model=MODEL.operation_model("ListInferenceComponents"), found=found, request=request)


def _members(request: Request) -> Record:
    endpoint = records.get("Endpoint", request["EndpointName"])
    if not isinstance(fleets.get(request["EndpointName"]), ComponentFleet):
        message = f"The variants of endpoint {request['EndpointName']} have models: it takes no component."
        raise ServiceError(message=message)
    variant = {"VariantName": endpoint["ProductionVariants"][0]["VariantName"]}
    return {**variant, **request, "EndpointArn": endpoint["EndpointArn"]}


def _runtime(count: int, *, current: int) -> dict[str, int]:
    return {"DesiredCopyCount": count, "CurrentCopyCount": current}


def _specification(request: Request) -> dict[str, Any]:
    if "Specification" not in request:
        raise ServiceError(message="Give Specification: instance pools (Specifications) run on AWS only.")
    specification: dict[str, Any] = request["Specification"]
    if "BaseInferenceComponentName" in specification:
        message = "Adapter components (BaseInferenceComponentName) run on AWS only."
        raise ServiceError(code="NotEmulatedLocally", message=message, status=501)
    if "ModelName" in specification:
        container_of(specification["ModelName"])
    elif "Container" not in specification:
        raise ServiceError(message="Specification needs a ModelName or a Container.")
    return specification


def _idle(name: str, *, also: tuple[str, ...] = ()) -> Record:
    record = records.get(_KIND, name)
    status = record["InferenceComponentStatus"]
    if status in _BUSY or (status == "Failed" and status not in also):
        raise ServiceError(message=f"Inference component {name} is {status}: it must be InService.")
    return record


def _running(name: str) -> Component:
    component = components.get(name)
    if component is None:
        raise ServiceError(message=f"Inference component {name} is gone.")
    return component


def _updating(name: str, count: int, **changes: Any) -> Record:
    runtime = _runtime(count, current=len(_running(name).copies))
    return records.update(
        _KIND, name, InferenceComponentStatus="Updating", FailureReason=None, RuntimeConfig=runtime,
        **{member: value for member, value in changes.items() if value is not None},
    )  # fmt: skip
