"""The kinds that are only records: Model, EndpointConfig and ModelPackageGroup run nothing themselves."""

from local.sagemaker import endpoint_config_rules, shadow_rules
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic, new_record
from local.sagemaker.operations import Answer, Request, operation
from local.sagemaker.records import records

MODEL_KIND = Kind(name="Model", identifier="ModelName", resource="model")
ENDPOINT_CONFIG = Kind(name="EndpointConfig", identifier="EndpointConfigName", resource="endpoint-config")
MODEL_PACKAGE_GROUP = Kind(
    name="ModelPackageGroup",
    identifier="ModelPackageGroupName",
    resource="model-package-group",
    at_creation={"ModelPackageGroupStatus": "Completed", "CreatedBy": {}},
)

generic(MODEL_KIND)
generic(ENDPOINT_CONFIG, verbs=("Describe", "List", "Delete"))
generic(MODEL_PACKAGE_GROUP, verbs=("Create", "Describe", "List"))


@operation("CreateEndpointConfig")
def create_endpoint_config(request: Request) -> Answer:
    """Keep an endpoint configuration whose models exist and whose parts SageMaker takes together."""
    endpoint_config_rules.check(request)
    shadow_rules.check(request)
    return new_record(ENDPOINT_CONFIG, request)


@operation("DeleteModelPackageGroup")
def delete_model_package_group(request: Request) -> Answer:
    """Forget an empty group; AWS refuses while it holds versions."""
    name = request["ModelPackageGroupName"]
    if any(package.get("ModelPackageGroupName") == name for package in records.list("ModelPackage")):
        raise ServiceError(
            code="ConflictException", message=f"Model package group {name} still has versions."
        )
    return records.delete("ModelPackageGroup", name)


@operation("PutModelPackageGroupPolicy")
def put_model_package_group_policy(request: Request) -> Answer:
    """Keep a group's resource policy. Nothing evaluates it locally."""
    group = records.update(
        "ModelPackageGroup", request["ModelPackageGroupName"], Policy=request["ResourcePolicy"]
    )
    return {"ModelPackageGroupArn": group["ModelPackageGroupArn"]}


@operation("GetModelPackageGroupPolicy")
def get_model_package_group_policy(request: Request) -> Answer:
    """Return the policy that was put on a group."""
    group = records.get("ModelPackageGroup", request["ModelPackageGroupName"])
    if "Policy" not in group:
        raise ServiceError(message=f"{request['ModelPackageGroupName']} has no resource policy.")
    return {"ResourcePolicy": group["Policy"]}


@operation("DeleteModelPackageGroupPolicy")
def delete_model_package_group_policy(request: Request) -> Answer:
    """Remove a group's resource policy."""
    records.update("ModelPackageGroup", request["ModelPackageGroupName"], Policy=None)
    return {}
