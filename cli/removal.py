"""What CloudFormation will not delete for us: objects in buckets, versions in the model registry."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from cli import registry, terminal
from cli.target import Target

DELETE_BATCH = 1000
"""Keys in one DeleteObjects call, and rows in one page of ListObjectVersions (Amazon S3 API reference)."""


def empty_registry(*, target: Target) -> None:
    """Delete every model version of the environment: AWS refuses to delete a group that holds one."""
    sagemaker, prefix = target.client("sagemaker"), registry.group_name(target=target, model="")
    groups = sagemaker.get_paginator("list_model_package_groups").paginate(NameContains=prefix)
    names = [g["ModelPackageGroupName"] for page in groups for g in page["ModelPackageGroupSummaryList"]]
    for group in [name for name in names if name.startswith(prefix)]:
        pages = sagemaker.get_paginator("list_model_packages").paginate(ModelPackageGroupName=group)
        for package in [row["ModelPackageArn"] for page in pages for row in page["ModelPackageSummaryList"]]:
            sagemaker.delete_model_package(ModelPackageName=package)
        # A group that deploy-model made belongs to no stack; one of a stack is the stack's to delete.
        if group.removeprefix(prefix) not in target.models():
            sagemaker.delete_model_package_group(ModelPackageGroupName=group)
        terminal.out.print(f"emptied registry group {group}")


def empty_buckets(*, target: Target) -> None:
    """Delete every version of every object in the Data stack's buckets, the access logs' last."""
    for bucket in _buckets(target=target):
        s3 = target.client("s3")
        for page in s3.get_paginator("list_object_versions").paginate(
            Bucket=bucket, PaginationConfig={"PageSize": DELETE_BATCH}
        ):
            rows = page.get("Versions", []) + page.get("DeleteMarkers", [])
            keys = [{"Key": row["Key"], "VersionId": row["VersionId"]} for row in rows]
            if keys:
                s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
        terminal.out.print(f"emptied {bucket}")


def _buckets(*, target: Target) -> list[str]:
    """List the buckets by logical id, `Logs` last: emptying the others writes access logs."""
    try:
        pages = target.client("cloudformation").get_paginator("list_stack_resources")
        rows: list[dict[str, Any]] = [
            row
            for page in pages.paginate(StackName=target.stack("Data"))
            for row in page["StackResourceSummaries"]
            if row["ResourceType"] == "AWS::S3::Bucket" and row["ResourceStatus"] != "DELETE_COMPLETE"
        ]
    except ClientError as error:
        if "does not exist" in str(error):
            return []
        raise
    rows.sort(key=lambda row: row["LogicalResourceId"].startswith("Logs"))
    return [row["PhysicalResourceId"] for row in rows]
