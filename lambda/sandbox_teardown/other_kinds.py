"""What lies outside of SageMaker: logs, budgets, profiles of Bedrock, and tokens of the portal."""

from collections.abc import Iterator
from typing import Any

from boto3.dynamodb.conditions import Key

from sandbox_teardown.calls import ask, every
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing

LOGS = {"asked": "nextToken", "answered": "nextToken"}
OF_JOBS = tuple(f"/aws/sagemaker/{name}" for name in ("TrainingJobs", "ProcessingJobs", "TransformJobs"))
"""Groups that all jobs of the account share: a job's streams begin with its name."""
STUDIO = "/aws/sagemaker/studio"
"""The group of all domains: streams begin with the domain's id, then the space or the profile."""
OF_ENDPOINTS = tuple(f"/aws/sagemaker/{name}/" for name in ("Endpoints", "InferenceComponents"))
TOKEN = "token#"  # noqa: S105 - what the keys of such items begin with


def log_kinds(logs: Any, domain_id: str, sandbox: Sandbox) -> list[Kind]:
    """Return streams in groups that are shared, and groups of the student's own and of each endpoint."""
    return [
        Kind(
            label="log stream",
            left=lambda: _streams(logs, domain_id, sandbox),
            remove=lambda thing: ask(logs.delete_log_stream, **thing.call),
        ),
        Kind(
            label="log group",
            left=lambda: _groups(logs, sandbox),
            remove=lambda thing: ask(logs.delete_log_group, **thing.call),
        ),
    ]


def _streams(logs: Any, domain_id: str, sandbox: Sandbox) -> Iterator[Thing]:
    inside = {**dict.fromkeys(OF_JOBS, ""), STUDIO: f"{domain_id}/"}
    for group, before in inside.items():
        request = {"logGroupName": group, "logStreamNamePrefix": f"{before}{sandbox.name}"}
        for stream in every(logs.describe_log_streams, "logStreams", **LOGS, **request):
            name = stream["logStreamName"]
            if sandbox.owns(name.removeprefix(before).partition("/")[0]):
                call = {"logGroupName": group, "logStreamName": name}
                yield Thing(name=f"{group}: {name}", call=call)


def _groups(logs: Any, sandbox: Sandbox) -> Iterator[Thing]:
    for begin in (sandbox.log_group, *(f"{group}{sandbox.name}" for group in OF_ENDPOINTS)):
        for group in every(logs.describe_log_groups, "logGroups", **LOGS, logGroupNamePrefix=begin):
            name = group["logGroupName"]
            if name == sandbox.log_group or sandbox.owns(name.rpartition("/")[2]):
                yield Thing(name=name, call={"logGroupName": name})


def bedrock_kinds(bedrock: Any, sandbox: Sandbox) -> list[Kind]:
    """Return the student's application inference profiles."""

    def left() -> Iterator[Thing]:
        found = every(
            bedrock.list_inference_profiles,
            "inferenceProfileSummaries",
            asked="nextToken",
            answered="nextToken",
            typeEquals="APPLICATION",
            maxResults=1_000,
        )
        for one in found:
            if sandbox.owns(one["inferenceProfileName"]):
                call = {"inferenceProfileIdentifier": one["inferenceProfileId"]}
                yield Thing(name=one["inferenceProfileName"], call=call)

    return [
        Kind(
            label="inference profile",
            left=left,
            remove=lambda thing: ask(bedrock.delete_inference_profile, **thing.call),
        )
    ]


def alarm_kinds(cloudwatch: Any, sandbox: Sandbox) -> list[Kind]:
    """Return the alarms of the student, such as the one on an idle Canvas."""

    def left() -> Iterator[Thing]:
        found = cloudwatch.describe_alarms
        for alarm in every(found, "MetricAlarms", MaxRecords=100, AlarmNamePrefix=sandbox.name):
            if sandbox.owns(alarm["AlarmName"]):
                yield Thing(name=alarm["AlarmName"], call={"AlarmNames": [alarm["AlarmName"]]})

    return [Kind(label="alarm", left=left, remove=lambda thing: ask(cloudwatch.delete_alarms, **thing.call))]


def budget_kinds(budgets: Any, account: str, sandbox: Sandbox) -> list[Kind]:
    """Return the student's budget, whose actions, USD 3 a month each, go before it."""
    mine = {"AccountId": account}

    def left() -> Iterator[Thing]:
        for budget in every(budgets.describe_budgets, "Budgets", **mine, MaxResults=1_000):
            if sandbox.owns(budget["BudgetName"]):
                yield Thing(name=budget["BudgetName"], call=mine | {"BudgetName": budget["BudgetName"]})

    def remove(thing: Thing) -> None:
        for action in every(budgets.describe_budget_actions_for_budget, "Actions", **thing.call):
            ask(budgets.delete_budget_action, ActionId=action["ActionId"], **thing.call)
        ask(budgets.delete_budget, **thing.call)

    return [Kind(label="budget", left=left, remove=remove)]


def token_kinds(table: Any, sandbox: Sandbox) -> list[Kind]:
    """Return the student's tokens in the ledger, of which only a hash is kept."""

    def left() -> Iterator[Thing]:
        asked = {
            "KeyConditionExpression": Key("Class").eq(sandbox.class_name) & Key("Item").begins_with(TOKEN)
        }
        pages = every(table.query, "Items", asked="ExclusiveStartKey", answered="LastEvaluatedKey", **asked)
        for item in pages:
            if item.get("slug") == sandbox.slug:
                yield Thing(
                    name=f"of {sandbox.slug}", call={"Key": {"Class": item["Class"], "Item": item["Item"]}}
                )

    return [Kind(label="sign-in token", left=left, remove=lambda thing: ask(table.delete_item, **thing.call))]
