"""The model registry: numbered versions in a group, waiting for a person's approval."""

import threading
from typing import Any

from local.sagemaker import events
from local.sagemaker.errors import ServiceError
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records

_CHANGEABLE = (
    "ApprovalDescription",
    "ModelApprovalStatus",
    "InferenceSpecification",
    "AdditionalInferenceSpecifications",
    "SourceUri",
    "ModelCard",
    "ModelLifeCycle",
)
_lock = threading.Lock()


@operation("CreateModelPackage")
def create_model_package(request: Request) -> Answer:
    """Register the next version of a group, or a package of its own name; by default it needs approval."""
    group = request.get("ModelPackageGroupName", "").rpartition("/")[2]
    if bool(group) == ("ModelPackageName" in request):
        raise ServiceError(message="Give either ModelPackageGroupName or ModelPackageName.")
    with _lock:
        if group:
            records.get("ModelPackageGroup", group)
            version = 1 + max((package["ModelPackageVersion"] for package in _versions(group)), default=0)
            name, members = (
                f"{group}/{version}",
                {"ModelPackageVersion": version, "ModelPackageGroupName": group},
            )
            members |= {"ModelApprovalStatus": request.get("ModelApprovalStatus", "PendingManualApproval")}
        else:
            name, members = request["ModelPackageName"], {}
        record = records.create("ModelPackage", name, {**request, **_completed(name), **members})
    events.state_change("ModelPackage", record)
    return record


@operation("UpdateModelPackage")
def update_model_package(request: Request) -> Answer:
    """Approve or reject a version, or change what is known about it."""
    _, name = records.find(request["ModelPackageArn"])
    changes: dict[str, Any] = {member: request[member] for member in _CHANGEABLE if member in request}
    properties = dict(records.get("ModelPackage", name).get("CustomerMetadataProperties", {}))
    properties |= request.get("CustomerMetadataProperties", {})
    for key in request.get("CustomerMetadataPropertiesToRemove", []):
        properties.pop(key, None)
    record = records.update("ModelPackage", name, CustomerMetadataProperties=properties, **changes)
    events.state_change("ModelPackage", record)
    return record


@operation("DescribeModelPackage")
def describe_model_package(request: Request) -> Answer:
    """Return a package by its ARN, or by its name if it is in no group."""
    return records.get("ModelPackage", _name(request))


@operation("ListModelPackages")
def list_model_packages(request: Request) -> Answer:
    """Return packages of a group, or those in no group; by approval, newest first."""
    kind = request.get(
        "ModelPackageType", "Versioned" if "ModelPackageGroupName" in request else "Unversioned"
    )
    found = [package for package in records.list("ModelPackage") if kind in ("Both", _type(package))]
    if "ModelPackageGroupName" in request:
        group = request["ModelPackageGroupName"].rpartition("/")[2]
        records.get("ModelPackageGroup", group)
        found = [package for package in found if package["ModelPackageGroupName"] == group]
    if "ModelApprovalStatus" in request:
        found = [row for row in found if row.get("ModelApprovalStatus") == request["ModelApprovalStatus"]]
    return listed(model=MODEL.operation_model("ListModelPackages"), found=found, request=request)


@operation("DeleteModelPackage")
def delete_model_package(request: Request) -> Answer:
    """Forget a package; its number is not given again while a later one exists."""
    records.delete("ModelPackage", _name(request))
    return {}


def _versions(group: str) -> list[Record]:
    return [row for row in records.list("ModelPackage") if row.get("ModelPackageGroupName") == group]


def _completed(name: str) -> Record:
    return {
        "ModelPackageName": name,
        "ModelPackageArn": records.arn("model-package", name),
        "ModelPackageStatus": "Completed",
        "ModelPackageStatusDetails": {"ValidationStatuses": [], "ImageScanStatuses": []},
    }


def _type(package: Record) -> str:
    return "Versioned" if "ModelPackageGroupName" in package else "Unversioned"


def _name(request: Request) -> str:
    given = request["ModelPackageName"]
    return records.find(given)[1] if given.startswith("arn:") else str(given)
