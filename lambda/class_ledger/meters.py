"""Meters in DynamoDB: a new amount and the student's sum are one transaction, or neither is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from class_ledger.change import Change
from class_ledger.items import items_below
from class_ledger.meter import CLOSED, OPEN, Meter, item_key
from class_ledger.transaction import items_of, transactions

MOST_KEYS = 100
"""BatchGetItem's limit (DynamoDB quotas)."""


class Meters:
    """`table` is a boto3 Table, whose keys are `Class` and `Item`."""

    def __init__(self, *, table: Any) -> None:
        self._table = table

    def open(self, class_name: str) -> dict[tuple[str, str], Meter]:
        """Return what runs, by slug and thing."""
        return {meter.key: meter for meter in self._below(class_name, OPEN)}

    def of_student(self, class_name: str, slug: str) -> list[Meter]:
        """Return all that a student ever had metered, the dearest first."""
        found = [*self._below(class_name, f"{OPEN}{slug}#"), *self._below(class_name, f"{CLOSED}{slug}#")]
        return sorted(found, key=lambda meter: (-meter.usd, meter.thing))

    def all(self, class_name: str) -> Iterator[Meter]:
        """Yield every meter of a class, closed ones too."""
        yield from self._below(class_name, OPEN)
        yield from self._below(class_name, CLOSED)

    def closed(self, class_name: str, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return which of the keys are closed."""
        wanted, found = sorted(set(keys)), set[tuple[str, str]]()
        for begin in range(0, len(wanted), MOST_KEYS):
            found |= self._closed_of(class_name, wanted[begin : begin + MOST_KEYS])
        return found

    def record(self, changes: Sequence[Change]) -> list[str]:
        """Write the changes; return the slugs of whom something was not written, for the next time.

        Another's write in between, of a guard that ran longer than a minute, makes a change void.
        """
        name, lost = self._table.table_name, list[str]()
        for units in transactions(changes):
            if not self._write([item for unit in units for item in items_of(name, unit)]):
                alone = units if len(units) > 1 else []
                lost += [] if alone else [units[0][0].after.slug]
                lost += [unit[0].after.slug for unit in alone if not self._write(items_of(name, unit))]
        return sorted(set(lost))

    def _below(self, class_name: str, prefix: str) -> Iterator[Meter]:
        yield from map(_meter, items_below(self._table, class_name, prefix))

    def _closed_of(self, class_name: str, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        name, found = self._table.table_name, set[tuple[str, str]]()
        asked: Mapping[str, Any] = {
            name: {
                "Keys": [item_key(class_name, CLOSED, *key) for key in keys],
                "ProjectionExpression": "slug, thing",
                "ConsistentRead": True,
            }
        }
        while asked:
            answer = self._table.meta.client.batch_get_item(RequestItems=asked)
            found |= {(item["slug"], item["thing"]) for item in answer["Responses"].get(name, [])}
            if asked == (asked := answer.get("UnprocessedKeys") or {}):
                raise TimeoutError("DynamoDB reads none of the keys it is asked for")
        return found

    def _write(self, items: list[dict[str, Any]]) -> bool:
        client = self._table.meta.client
        try:
            client.transact_write_items(TransactItems=items)
        except client.exceptions.TransactionCanceledException:
            return False
        return True


def _meter(item: dict[str, Any]) -> Meter:
    return Meter.model_validate({key: value for key, value in item.items() if key not in ("Class", "Item")})
