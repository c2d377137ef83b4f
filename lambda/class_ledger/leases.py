"""Leases in DynamoDB: put by the custom resource, read each minute by the guard, ended by the teardown."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from class_ledger.items import items_below
from class_ledger.lease import Lease, State

PREFIX = "lease#"
HELD = "freeze#"
"""The guard's note that somebody's role and key are frozen; the guard freezes who is to be and has none."""


class Leases:
    """`table` is a boto3 Table, whose keys are `Class` and `Item`."""

    def __init__(self, *, table: Any) -> None:
        self._table = table

    def put(self, lease: Lease) -> None:
        """Grant a lease, or change its terms: its state, what was spent and since when it is stay."""
        terms = lease.model_dump(exclude={"state", "reason", "since", "spent_usd", "granted"}) | {
            "ends": lease.ends.isoformat()
        }
        granted = (lease.granted or datetime.now(UTC)).isoformat()
        fresh = {
            "state": lease.state,
            "reason": lease.reason,
            "spent_usd": lease.spent_usd,
            "granted": granted,
        }
        names = {f"#{name}": name for name in (*terms, *fresh)}
        values = {f":{name}": value for name, value in (terms | fresh).items()}
        changes = [f"#{name} = :{name}" for name in terms]
        changes += [f"#{name} = if_not_exists(#{name}, :{name})" for name in fresh]
        self._table.update_item(
            Key=_key(lease.class_name, lease.slug),
            UpdateExpression=f"SET {', '.join(changes)}",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )

    def get(self, class_name: str, slug: str) -> Lease | None:
        """Return a student's lease, None where there is none."""
        found = self._table.get_item(Key=_key(class_name, slug), ConsistentRead=True).get("Item")
        return _lease(found) if found else None

    def all(self, class_name: str) -> Iterator[Lease]:
        """Yield every lease of a class, in the order of the slugs."""
        yield from map(_lease, items_below(self._table, class_name, PREFIX))

    def change(self, lease: Lease, *, state: State, reason: str, at: datetime | None = None) -> bool:
        """Go to another state, now or `at`; False where another has changed the lease since it was read."""
        try:
            self._table.update_item(
                Key=_key(lease.class_name, lease.slug),
                UpdateExpression="SET #s = :new, #r = :reason, #since = :since",
                ConditionExpression="#s = :old",
                ExpressionAttributeNames={"#s": "state", "#r": "reason", "#since": "since"},
                ExpressionAttributeValues={
                    ":new": state,
                    ":old": lease.state,
                    ":reason": reason,
                    ":since": (at or datetime.now(UTC)).isoformat(),
                },
            )
        except self._table.meta.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def forget(self, class_name: str, slug: str) -> bool:
        """Delete a lease that has ended or never cost anything; False where it stays, to be watched on."""
        try:
            self._table.delete_item(
                Key=_key(class_name, slug),
                ConditionExpression="attribute_not_exists(#s) OR #s = :ended OR #spent = :nothing",
                ExpressionAttributeNames={"#s": "state", "#spent": "spent_usd"},
                ExpressionAttributeValues={":ended": "ended", ":nothing": 0},
            )
        except self._table.meta.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def hold_again(self, class_name: str, slug: str) -> None:
        """Have the guard freeze role and key of who is frozen once more: they may be new ones."""
        lease = self.get(class_name, slug)
        if lease and lease.state == "frozen":
            self._table.delete_item(Key={"Class": class_name, "Item": f"{HELD}{slug}"})

    def delete(self, class_name: str, slug: str) -> None:
        """Forget a lease; one that is gone is no error."""
        self._table.delete_item(Key=_key(class_name, slug))


def _key(class_name: str, slug: str) -> dict[str, str]:
    return {"Class": class_name, "Item": f"{PREFIX}{slug}"}


def _lease(item: dict[str, Any]) -> Lease:
    return Lease.model_validate({key: value for key, value in item.items() if key not in ("Class", "Item")})
