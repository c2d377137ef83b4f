"""The student's lease as the teardown changes it, and the account that is exported."""

from collections.abc import Iterator
from typing import Any

from boto3.dynamodb.conditions import Key

from class_ledger.lease import Lease, State
from class_ledger.leases import Leases
from sandbox_teardown.calls import every
from sandbox_teardown.sandbox import Sandbox

ATTEMPTS = 5
"""The guard may change a lease at the same moment, once a minute."""
METERS = ("meter#", "closed#")
"""What runs, and what has ended."""


class Ledger:
    """`table` is a boto3 Table."""

    def __init__(self, *, table: Any, class_name: str) -> None:
        self._table, self._class = table, class_name
        self._leases = Leases(table=table)

    def all(self) -> list[Lease]:
        """Return every lease of the class."""
        return list(self._leases.all(self._class))

    def lease(self, slug: str) -> Lease | None:
        """Return the student's, None where there is none any more: the wiping goes by names then."""
        return self._leases.get(self._class, slug)

    def turn(self, slug: str, *, state: State, reason: str) -> None:
        """Put the lease into a state. Raises RuntimeError if others change it again and again."""
        for _ in range(ATTEMPTS):
            lease = self.lease(slug)
            if lease is None or (lease.state, lease.reason) == (state, reason):
                return
            if self._leases.change(lease, state=state, reason=reason):
                return
        raise RuntimeError(f"the lease of {slug} is changed by others all the time")

    def account(self, sandbox: Sandbox) -> dict[str, Any]:
        """Return what was spent on what, for the export."""
        lease = self.lease(sandbox.slug)
        items = [item for begin in METERS for item in self._below(f"{begin}{sandbox.slug}#")]
        meters = [{name: value for name, value in item.items() if name != "Class"} for item in items]
        terms = lease.model_dump(exclude={"api_key_id", "state", "reason", "since"}) if lease else {}
        return {"lease": terms, "meters": meters}

    def _below(self, begin: str) -> Iterator[dict[str, Any]]:
        return every(
            self._table.query,
            "Items",
            asked="ExclusiveStartKey",
            answered="LastEvaluatedKey",
            KeyConditionExpression=Key("Class").eq(self._class) & Key("Item").begins_with(begin),
        )
