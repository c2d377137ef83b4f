"""AWS::CloudFormation::StackSet: its template is read and measured as AWS does; no account is made here."""

import json

from local.cloudformation.handlers import Created, Properties, generated_name, register
from local.cloudformation.provision import declare, recorded

TEMPLATE_BYTES = 51_200
"""Of a TemplateBody: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""
_READ = (
    "AutoDeployment",
    "CallAs",
    "Capabilities",
    "Description",
    "ManagedExecution",
    "OperationPreferences",
    "Parameters",
    "PermissionModel",
    "StackInstancesGroup",
    "Tags",
)


def install() -> None:
    """Register stack sets; a wait handle stands in a stack that would else be empty."""
    declare("AWS::CloudFormation::WaitConditionHandle", recorded("an address that nobody signals"))
    register(
        "AWS::CloudFormation::StackSet",
        provision=recorded("its template is checked; there is no organization whose accounts would get it"),
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("StackSetName", "PermissionModel"),
    )


def _create(logical_id: str, properties: Properties, stack: str) -> Created:
    checked(logical_id, properties)
    name = properties.get("StackSetName") or generated_name(stack, logical_id, longest=128)
    id_ = f"{name}:{generated_name(stack, 'set', longest=36)}"
    return id_, {"StackSetId": id_}


def _update(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, stack
    checked(physical_id, new)
    return physical_id, {"StackSetId": physical_id}


def _delete(physical_id: str, properties: Properties) -> None:
    del physical_id, properties


def checked(name: str, properties: Properties) -> None:
    """Raise `ValueError` for what CreateStackSet would refuse."""
    if unknown := sorted(set(properties) - {*_READ, "StackSetName", "TemplateBody"}):
        raise ValueError(f"{name}: {', '.join(unknown)} is not known here")
    body = properties["TemplateBody"]
    if len(body.encode()) > TEMPLATE_BYTES:
        raise ValueError(
            f"{name}: TemplateBody has {len(body.encode())} bytes, at most {TEMPLATE_BYTES} pass"
        )
    if not json.loads(body).get("Resources"):
        raise ValueError(f"{name}: TemplateBody declares no resources")
    if properties["PermissionModel"] == "SERVICE_MANAGED" and "AutoDeployment" not in properties:
        raise ValueError(f"{name}: AutoDeployment is required with SERVICE_MANAGED")
