"""Strict mode: requests whose IAM action or resource is not what their operation's name says.

Sources: the service authorization references of AWS Budgets, Amazon S3, CloudWatch and CloudWatch Logs.
"""

import json
from typing import Any

from ministack.core import iam_actions

_BUDGETS = {
    "CreateBudget": "ModifyBudget",
    "UpdateBudget": "ModifyBudget",
    "DeleteBudget": "ModifyBudget",
    "DescribeBudget": "ViewBudget",
    "DescribeBudgets": "ViewBudget",
    "DescribeNotificationsForBudget": "ViewBudget",
    "DescribeSubscribersForNotification": "ViewBudget",
}


def action(service: str, method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> str:
    """Return the action; empty where the name of the operation says it."""
    if service == "budgets":
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        return f"budgets:{_BUDGETS.get(operation, operation)}"
    if service == "s3" and method == "POST" and "delete" in query:
        # The emulator asks for the version's action from the second key on.
        targets = iam_actions._s3_batch_delete_targets(path.strip("/"), body)  # noqa: SLF001
        if targets and targets[0][1]:
            return "s3:DeleteObjectVersion"
    return ""


def resource(service: str, headers: dict[str, str], body: bytes, *, region: str, account: str) -> str:
    """Return the ARN; empty where the request names it as others do."""
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    if service == "budgets":
        return _budget(json.loads(body or b"{}"), account)
    if service == "logs" and operation == "DescribeLogStreams":
        group = json.loads(body or b"{}").get("logGroupName", "*")
        return f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:"
    return ""


def _budget(request: dict[str, Any], account: str) -> str:
    named = request.get("Budget") or request.get("NewBudget") or request
    arn = f"arn:aws:budgets::{account}:budget/{named.get('BudgetName', '*')}"
    return f"{arn}/action/{request['ActionId']}" if "ActionId" in request else arn
