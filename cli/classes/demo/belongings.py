"""Everything that is a student's, by list calls and by tag: what a teardown leaves, and must not touch.

None of it is the teardown's own code, which would leave out here what it leaves out there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from cli.classes.demo.scene import Scene

Belongings = dict[str, Any]
"""What there is, by kind and name, with what would show that somebody changed it."""
_SAGEMAKER = {
    "model": ("list_models", "Models", "ModelName"),
    "endpoint configuration": ("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"),
    "endpoint": ("list_endpoints", "Endpoints", "EndpointName"),
    "space": ("list_spaces", "Spaces", "SpaceName"),
    "profile": ("list_user_profiles", "UserProfiles", "UserProfileName"),
}


def belongings(scene: Scene, slug: str) -> Belongings:
    """Return everything of a student's, by kind and name."""
    name = scene.sandbox(slug)
    found = [
        *_in_sagemaker(scene, name),
        *_objects(scene, name),
        *_outside(scene, name, slug),
        *_tagged(scene, name),
    ]
    return dict(sorted(found))


def _in_sagemaker(scene: Scene, name: str) -> Iterator[tuple[str, Any]]:
    client = scene.target.client("sagemaker")
    for kind, (method, member, identifier) in _SAGEMAKER.items():
        for page in client.get_paginator(method).paginate():
            for one in page[member]:
                if _is_of(one[identifier], name):
                    yield f"{kind} {one[identifier]}", str(one.get("Status") or one.get("EndpointStatus"))
    for page in client.get_paginator("list_apps").paginate(DomainIdEquals=scene.domain):
        for app in page["Apps"]:
            owner = app.get("SpaceName") or app["UserProfileName"]
            if _is_of(owner, name) and app["Status"] != "Deleted":
                yield f"app {owner}/{app['AppName']}", app["Status"]


def _objects(scene: Scene, name: str) -> Iterator[tuple[str, Any]]:
    pages = scene.target.client("s3").get_paginator("list_object_versions")
    for page in pages.paginate(Bucket=scene.workspace, Prefix=f"users/{name}/"):
        for version in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            yield f"object {version['Key']} {version['VersionId']}", version.get("ETag", "deleted")


def _outside(scene: Scene, name: str, slug: str) -> Iterator[tuple[str, Any]]:
    """Yield what is not SageMaker's: role with its policies, key, log group, budget."""
    path = f"/lab2api/{scene.target.environment}/{scene.roster.name}/"
    yield from _role(scene, name, path)
    for key in scene.target.client("apigateway").get_api_keys(nameQuery=name, limit=500)["items"]:
        if key["name"] == name:
            yield f"API key {name}", key["enabled"]
    logs, group = scene.target.client("logs"), f"{path}{slug}"
    for found in logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
        if found["logGroupName"] == group:
            yield f"log group {group}", found.get("kmsKeyId", "")
    yield from _budget(scene, name)


def _role(scene: Scene, name: str, path: str) -> Iterator[tuple[str, Any]]:
    iam = scene.target.client("iam")
    for page in iam.get_paginator("list_roles").paginate(PathPrefix=path):
        for role in page["Roles"]:
            if role["RoleName"] == name:
                attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
                yield f"role {name}", sorted(policy["PolicyName"] for policy in attached)


def _budget(scene: Scene, name: str) -> Iterator[tuple[str, Any]]:
    account = str(scene.target.client("sts").get_caller_identity()["Account"])
    try:
        found = scene.target.client("budgets").describe_budget(AccountId=account, BudgetName=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
    else:
        yield f"budget {name}", found["Budget"]["BudgetLimit"]["Amount"]


def _tagged(scene: Scene, name: str) -> Iterator[tuple[str, Any]]:
    client = scene.target.client("resourcegroupstaggingapi")
    asked = {"TagFilters": [{"Key": "student", "Values": [name]}]}
    for page in client.get_paginator("get_resources").paginate(**asked):
        for one in page["ResourceTagMappingList"]:
            yield f"tagged {one['ResourceARN']}", ""


def _is_of(name: str, sandbox: str) -> bool:
    return name == sandbox or name.startswith(f"{sandbox}-")
