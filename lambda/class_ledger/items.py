"""Items of the ledger's table below one prefix, such as `lease#`."""

from collections.abc import Iterator
from typing import Any


def items_below(table: Any, class_name: str, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield each item of a class, in order, as it is now; `table` is a boto3 Table."""
    asked: dict[str, Any] = {
        "KeyConditionExpression": "#c = :c AND begins_with(#i, :p)",
        "ExpressionAttributeNames": {"#c": "Class", "#i": "Item"},
        "ExpressionAttributeValues": {":c": class_name, ":p": prefix},
        "ConsistentRead": True,
    }
    while True:
        page = table.query(**asked)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]
