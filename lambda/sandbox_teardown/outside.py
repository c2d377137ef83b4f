"""The residue search outside of SageMaker: whole lists, and the student's names in them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.settings import Settings
from sandbox_teardown.stages import Clients

MOST_PAGES = 10_000
Finds = Callable[[], Iterable[str]]
SHARED_GROUPS = ("TrainingJobs", "ProcessingJobs", "TransformJobs", "studio")
"""Below /aws/sagemaker/: jobs and spaces of all students have streams in them."""


def outside(clients: Clients, settings: Settings, sandbox: Sandbox, *, key_id: str) -> dict[str, Finds]:
    """Return the searches, which tell what there is as for people."""
    path = f"/lab2api/{sandbox.environment}/{sandbox.class_name}/"
    searches: dict[str, Finds] = {
        "objects": lambda: _objects(clients.s3, settings.workspace, sandbox),
        "API keys": lambda: _keys(clients.apigateway, key_id, sandbox),
        "log groups": lambda: _log_groups(clients.logs, path, sandbox),
        "log streams": lambda: _log_streams(clients.logs, settings.domain, sandbox),
        "alarms": lambda: _alarms(clients.cloudwatch, sandbox),
    }
    if settings.own_roles:
        searches["roles"] = lambda: _roles(clients.iam, path, sandbox)
        searches["budgets"] = lambda: _budgets(clients.budgets, settings.account, sandbox)
    if settings.bedrock:
        searches["inference profiles"] = lambda: _inference_profiles(clients.bedrock, sandbox)
    return searches


def pages(
    found: Callable[..., dict[str, Any]], asked: str, answered: str, **request: Any
) -> Iterator[dict[str, Any]]:
    """Yield every page of a list."""
    for _ in range(MOST_PAGES):
        page = found(**request)
        yield page
        if not page.get(answered):
            return
        request[asked] = page[answered]
    raise RuntimeError(f"more than {MOST_PAGES} pages")


def _objects(s3: Any, bucket: str, sandbox: Sandbox) -> Iterator[str]:
    prefix = sandbox.prefix
    there = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("KeyCount", 0)
    found = s3.list_object_versions(Bucket=bucket, Prefix=prefix, MaxKeys=1)
    if there or found.get("Versions") or found.get("DeleteMarkers"):
        yield f"objects or versions below {prefix}"
    if s3.list_multipart_uploads(Bucket=bucket, Prefix=prefix, MaxUploads=1).get("Uploads"):
        yield f"unfinished uploads below {prefix}"


def _roles(iam: Any, path: str, sandbox: Sandbox) -> Iterator[str]:
    for page in pages(iam.list_roles, "Marker", "Marker", PathPrefix=path, MaxItems=1_000):
        yield from (f"role {one['RoleName']}" for one in page["Roles"] if sandbox.owns(one["RoleName"]))


def _keys(apigateway: Any, key_id: str, sandbox: Sandbox) -> Iterator[str]:
    # By the name of all keys of the class: the wiping asks for the student's alone.
    begin = f"{sandbox.class_name}-"
    for page in pages(apigateway.get_api_keys, "position", "position", nameQuery=begin, limit=500):
        for key in page.get("items", []):
            if key["id"] == key_id or sandbox.owns(key["name"]):
                yield f"API key {key['name']}"


def _log_groups(logs: Any, path: str, sandbox: Sandbox) -> Iterator[str]:
    for begin in (path, "/aws/sagemaker/"):
        for page in pages(logs.describe_log_groups, "nextToken", "nextToken", logGroupNamePrefix=begin):
            for group in page["logGroups"]:
                name = group["logGroupName"]
                if name == sandbox.log_group or sandbox.owns(name.split("/")[-1]):
                    yield f"log group {name}"


def _log_streams(logs: Any, domain_id: str, sandbox: Sandbox) -> Iterator[str]:
    for group in (f"/aws/sagemaker/{name}" for name in SHARED_GROUPS):
        begin = f"{domain_id}/{sandbox.name}" if group.endswith("studio") else sandbox.name
        request = {"logGroupName": group, "logStreamNamePrefix": begin}
        try:
            for page in pages(logs.describe_log_streams, "nextToken", "nextToken", **request):
                for stream in page["logStreams"]:
                    if any(sandbox.owns(part) for part in stream["logStreamName"].split("/")[:2]):
                        yield f"log stream {stream['logStreamName']}"
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise  # no job has run yet in this account: there is no such group


def _alarms(cloudwatch: Any, sandbox: Sandbox) -> Iterator[str]:
    request = {"AlarmNamePrefix": sandbox.class_name, "MaxRecords": 100}
    for page in pages(cloudwatch.describe_alarms, "NextToken", "NextToken", **request):
        for alarm in page.get("MetricAlarms", []):
            if sandbox.owns(alarm["AlarmName"]):
                yield f"alarm {alarm['AlarmName']}"


def _budgets(budgets: Any, account: str, sandbox: Sandbox) -> Iterator[str]:
    request = {"AccountId": account, "MaxResults": 1_000}
    for page in pages(budgets.describe_budgets, "NextToken", "NextToken", **request):
        for budget in page.get("Budgets", []):
            if sandbox.owns(budget["BudgetName"]):
                yield f"budget {budget['BudgetName']}"


def _inference_profiles(bedrock: Any, sandbox: Sandbox) -> Iterator[str]:
    found = bedrock.list_inference_profiles
    for page in pages(found, "nextToken", "nextToken", typeEquals="APPLICATION", maxResults=1_000):
        for one in page["inferenceProfileSummaries"]:
            if sandbox.owns(one["inferenceProfileName"]):
                yield f"inference profile {one['inferenceProfileName']}"
