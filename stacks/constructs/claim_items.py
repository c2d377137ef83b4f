"""Reading and writing one item of a table from a state machine. Expressions are JSONata."""

from typing import Any

from stacks.constructs.retries import FAILED, retry

JSONATA = "JSONata"
KEPT = "{% $states.input %}"
"""The output of a state that leaves the machine's data as it is."""
CONDITION_FAILED = "DynamoDB.ConditionalCheckFailedException"


def text(expression: str) -> dict[str, str]:
    """Return an expression as DynamoDB's text."""
    return {"S": f"{{% {expression} %}}"}


def number(expression: str) -> dict[str, str]:
    """Return an expression as DynamoDB's number."""
    return {"N": f"{{% $string({expression}) %}}"}


def get_item(table: str, item: str) -> dict[str, Any]:
    """Return the task that reads an item; the caller adds where it goes, and what it assigns."""
    return {
        "Type": "Task",
        "QueryLanguage": JSONATA,
        "Resource": "arn:aws:states:::dynamodb:getItem",
        "Arguments": {"TableName": table, "Key": {"Id": {"S": item}}, "ConsistentRead": True},
        "Retry": [retry(FAILED, seconds=5, attempts=4)],
        "Output": KEPT,
    }


def update_item(
    table: str,
    item: str,
    expression: str,
    values: dict[str, Any],
    *,
    following: str,
    condition: str = "",
    refused: str = "",
) -> dict[str, Any]:
    """Return the task that changes an item; where `condition` does not hold, `refused` comes next."""
    task = {
        "Type": "Task",
        "QueryLanguage": JSONATA,
        "Resource": "arn:aws:states:::dynamodb:updateItem",
        "Arguments": {
            "TableName": table,
            "Key": {"Id": {"S": item}},
            "UpdateExpression": expression,
            "ExpressionAttributeValues": values,
            **({"ConditionExpression": condition} if condition else {}),
        },
        "Retry": [retry(FAILED, seconds=5, attempts=4)],
        "Output": KEPT,
        "Next": following,
    }
    if not condition:
        return task
    # It must not be tried again as any other failure is: the answer would be the same.
    first = {"ErrorEquals": [CONDITION_FAILED], "MaxAttempts": 0}
    out = {"ErrorEquals": [CONDITION_FAILED], "Output": KEPT, "Next": refused}
    return {**task, "Retry": [first, *task["Retry"]], "Catch": [out]}
