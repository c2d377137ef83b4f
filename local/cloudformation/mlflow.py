"""AWS::SageMaker::MlflowApp: recorded. The local pipeline logs to a file store in the artifacts bucket."""

from typing import Any

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.properties import for_operation
from local.cloudformation.provision import recorded

_CREATE_ONLY = ("Name", "RoleArn")


def install() -> None:
    """Register the type; Name and RoleArn are create-only (CloudFormation's schema)."""
    register(
        "AWS::SageMaker::MlflowApp",
        provision=recorded("described; no MLflow server runs: runs are a file store in the artifacts bucket"),
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=_CREATE_ONLY,
    )


def _create(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    client = aws.client("sagemaker")
    made = client.create_mlflow_app(**for_operation(client, "CreateMlflowApp", properties))
    return _described(client, made["Arn"])


def _update(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    """UpdateMlflowApp; its tags go by calls of their own."""
    del old, stack
    client = aws.client("sagemaker")
    changed = {name: value for name, value in new.items() if name not in (*_CREATE_ONLY, "Tags")}
    asked = for_operation(client, "UpdateMlflowApp", {"Arn": physical_id, **changed})
    client.update_mlflow_app(**asked)
    if new.get("Tags"):
        client.add_tags(ResourceArn=physical_id, Tags=new["Tags"])
    return _described(client, physical_id)


def _delete(physical_id: str, properties: Properties) -> None:
    """DeleteMlflowApp; what is gone already is gone."""
    del properties
    client = aws.client("sagemaker")
    known = {app["Arn"] for app in client.get_paginator("list_mlflow_apps").paginate().search("Summaries[]")}
    if physical_id in known:
        client.delete_mlflow_app(Arn=physical_id)


def _described(client: Any, arn: str) -> Created:
    app = client.describe_mlflow_app(Arn=arn)
    return arn, {"Arn": arn, "MlflowAppId": arn.rpartition("/")[2], "Status": app["Status"]}
