"""Sign-ins that failed, counted by the address they came from; DynamoDB forgets the counts by itself."""

import ipaddress
from datetime import datetime
from typing import Any

WINDOW_SECONDS = 900
MOST_FAILURES = 30
"""In a window and from one address, which a whole class may share; a right token is never counted."""


class Attempts:
    """`table` is a boto3 Table, whose keys are `Class` and `Item` and whose TTL attribute is `Expires`."""

    def __init__(self, *, table: Any) -> None:
        self._table = table

    def failed(self, class_name: str, source: str, *, now: datetime) -> bool:
        """Count a failure; tell whether there were too many from there in this quarter of an hour."""
        window = int(now.timestamp()) // WINDOW_SECONDS
        counted = self._table.update_item(
            Key={"Class": class_name, "Item": f"attempts#{network(source)}#{window}"},
            UpdateExpression="ADD #f :one SET #e = :expires",
            ExpressionAttributeNames={"#f": "failures", "#e": "Expires"},
            ExpressionAttributeValues={":one": 1, ":expires": (window + 2) * WINDOW_SECONDS},
            ReturnValues="UPDATED_NEW",
        )
        return int(counted["Attributes"]["failures"]) > MOST_FAILURES


def network(source: str) -> str:
    """Return whom an address belongs to: itself, and of IPv6 the /64 that a subscriber has in full."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return "unknown"
    return (
        str(address) if address.version == 4 else str(ipaddress.ip_network((int(address), 64), strict=False))
    )
