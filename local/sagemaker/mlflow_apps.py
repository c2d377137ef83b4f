"""MLflow Apps: recorded. No server answers behind one; the local pipeline logs its runs to a file store."""

import uuid
from typing import Any

from local.sagemaker.errors import ServiceError
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records

KIND = "MlflowApp"
_CHANGEABLE = (
    "Name",
    "ArtifactStoreUri",
    "ModelRegistrationMode",
    "WeeklyMaintenanceWindowStart",
    "DefaultDomainIdList",
    "AccountDefaultStatus",
)
_FILTERS = ("Status", "MlflowVersion", "AccountDefaultStatus")


@operation("CreateMlflowApp")
def create_mlflow_app(request: Request) -> Answer:
    """Record an app. Its ARN has an id of the service's making and not its name (API reference)."""
    app_id = f"app-{uuid.uuid4().hex[:12].upper()}"
    arn = records.arn("mlflow-app", app_id).replace(app_id.lower(), app_id)
    made: Record = {
        "ModelRegistrationMode": "AutoModelRegistrationDisabled",
        "AccountDefaultStatus": "DISABLED",
        **request,
        "Arn": arn,
        f"{KIND}Arn": arn,  # by which a record is found
        "Status": "Created",
    }
    return records.create(KIND, app_id, made)


@operation("DescribeMlflowApp")
def describe_mlflow_app(request: Request) -> Answer:
    """Return an app. It has no MlflowVersion: there is no MLflow."""
    return records.get(KIND, _name(request))


@operation("UpdateMlflowApp")
def update_mlflow_app(request: Request) -> Answer:
    """Change what can be changed."""
    changes: dict[str, Any] = {member: request[member] for member in _CHANGEABLE if member in request}
    return records.update(KIND, _name(request), Status="Updated", **changes)


@operation("DeleteMlflowApp")
def delete_mlflow_app(request: Request) -> Answer:
    """Forget an app."""
    return records.delete(KIND, _name(request))


@operation("ListMlflowApps")
def list_mlflow_apps(request: Request) -> Answer:
    """Return apps by status, age and default; newest first."""
    if "DefaultForDomainId" in request:
        domain = request["DefaultForDomainId"]
        found = [app for app in records.list(KIND) if domain in app.get("DefaultDomainIdList", [])]
    else:
        found = records.list(KIND)
    for member in _FILTERS:
        if member in request:
            found = [app for app in found if app.get(member) == request[member]]
    # The shared filters know the names that the other List operations have.
    dated = {f"CreationTime{key[7:]}": value for key, value in request.items() if key.startswith("Created")}
    return listed(model=MODEL.operation_model("ListMlflowApps"), found=found, request={**request, **dated})


def _name(request: Request) -> str:
    kind, name = records.find(request["Arn"])
    if kind != KIND:
        raise ServiceError(message=f"{request['Arn']} is no MLflow App.")
    return name
