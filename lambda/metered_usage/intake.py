"""Adds use to the ledger: meters by service, the student's sum, and a mark of it, all or nothing."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from class_ledger.lease import Lease
from class_ledger.meter import OPEN, item_key, usd
from class_ledger.transaction import add_to_sum, put_new
from metered_usage.lines import Use

MARK = "counted#"
KEPT = timedelta(days=2)
"""Of a mark: Logs tries a delivery again for a day (CloudWatch Logs guide, subscription filters)."""
MOST_ATTEMPTS, ATTEMPT_SECONDS = 6, 0.2
"""Where the guard writes the same student's sum at this moment: DynamoDB cancels one of two."""
MOST_SERVICES = 90
"""In one transaction of 100 items; AWS's services behind our routes are five."""


class Intake:
    """`table` is a boto3 Table; `now` and `sleep` are the clock."""

    def __init__(
        self, *, table: Any, now: Callable[[], datetime], sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._table, self._now, self._sleep = table, now, sleep

    def add(self, lease: Lease, uses: Sequence[Use]) -> bool:
        """Count a student's lines of one delivery; False where they were counted before."""
        spent: dict[str, Decimal] = {}
        for use in uses:
            spent[use.service[:40]] = spent.get(use.service[:40], Decimal(0)) + use.usd
        if len(spent) > MOST_SERVICES:
            raise ValueError(f"{len(spent)} services in one delivery")
        client, items = self._table.meta.client, self._items(lease, uses, spent)
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                client.transact_write_items(TransactItems=items)
            except client.exceptions.TransactionCanceledException as error:
                codes = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
                if codes and codes[0] == "ConditionalCheckFailed":
                    return False
                if "TransactionConflict" not in codes or attempt == MOST_ATTEMPTS:
                    raise
                self._sleep(attempt * ATTEMPT_SECONDS)
            else:
                return True
        return False

    def _items(self, lease: Lease, uses: Sequence[Use], spent: Mapping[str, Decimal]) -> list[dict[str, Any]]:
        name, now = self._table.table_name, self._now()
        mark = {
            "Class": lease.class_name,
            "Item": f"{MARK}{lease.slug}#{_digest(uses)}",
            "Expires": int((now + KEPT).timestamp()),
        }
        total = sum((usd(amount) for amount in spent.values()), Decimal(0))
        return [
            put_new(name, mark),
            *(self._meter(lease, service, amount, now=now) for service, amount in spent.items()),
            add_to_sum(name, lease.class_name, lease.slug, total),
        ]

    def _meter(self, lease: Lease, service: str, amount: Decimal, *, now: datetime) -> dict[str, Any]:
        thing, moment = f"ai/{service}", now.isoformat()
        fixed = {"class_name": lease.class_name, "slug": lease.slug, "thing": thing, "kind": "ai"}
        fresh = {**fixed, "since": moment, "usd_per_hour": Decimal(0), "note": "", "detail": {}}
        names = {f"#{key}": key for key in (*fresh, "seen", "usd")}
        sets = [f"#{key} = if_not_exists(#{key}, :{key})" for key in fresh] + ["#seen = :seen"]
        return {
            "Update": {
                "TableName": self._table.table_name,
                "Key": item_key(lease.class_name, OPEN, lease.slug, thing),
                "UpdateExpression": f"SET {', '.join(sets)} ADD #usd :usd",
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": {
                    **{f":{key}": value for key, value in fresh.items()},
                    ":seen": moment,
                    ":usd": usd(amount),
                },
            }
        }


def _digest(uses: Sequence[Use]) -> str:
    return hashlib.sha256("\n".join(sorted(use.line for use in uses)).encode()).hexdigest()


def over(lease: Lease) -> bool:
    """Tell whether a lease, as it was read after a delivery, is to be frozen without waiting a minute."""
    return lease.state in ("active", "warned") and lease.spent_usd >= lease.budget_usd
