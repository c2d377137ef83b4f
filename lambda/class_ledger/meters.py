"""Meters in DynamoDB: a new amount and the student's sum are one transaction, or neither is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from class_ledger.items import items_below
from class_ledger.leases import PREFIX as LEASE
from class_ledger.meter import Meter

OPEN, CLOSED = "meter#", "closed#"
MOST_KEYS = 100
"""BatchGetItem's limit (DynamoDB quotas); TransactWriteItems takes as many items."""


@dataclass(frozen=True)
class Change:
    """One meter's step: `before` is None for a new one, `closes` where nothing comes after."""

    before: Meter | None
    after: Meter
    closes: bool = False

    @property
    def delta(self) -> Decimal:
        """What it adds to the student's sum; below 0 where a bill turned out smaller than was thought."""
        return self.after.usd - (self.before.usd if self.before else Decimal(0))

    @property
    def items(self) -> int:
        """How many items it writes."""
        return 2 if self.closes and self.before else 1


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
        units = list(_units(changes))
        lost: list[str] = []
        for packed in _packed(units):
            if not self._write([item for unit in packed for item in self._items(unit)]):
                alone = packed if len(packed) > 1 else []
                lost += [] if alone else [packed[0][0].after.slug]
                lost += [unit[0].after.slug for unit in alone if not self._write(self._items(unit))]
        return sorted(set(lost))

    def _below(self, class_name: str, prefix: str) -> Iterator[Meter]:
        yield from map(_meter, items_below(self._table, class_name, prefix))

    def _closed_of(self, class_name: str, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        name, found = self._table.table_name, set[tuple[str, str]]()
        asked: Mapping[str, Any] = {
            name: {
                "Keys": [_key(class_name, CLOSED, *key) for key in keys],
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

    def _items(self, unit: Sequence[Change]) -> list[dict[str, Any]]:
        items = [item for change in unit for item in self._of_meter(change)]
        if delta := sum((change.delta for change in unit), Decimal(0)):
            items.append(self._of_lease(unit[0].after, delta))
        return items

    def _of_lease(self, meter: Meter, delta: Decimal) -> dict[str, Any]:
        """Add to the sum of a lease that is still there: an item made by ADD alone would be no lease."""
        return {
            "Update": {
                "TableName": self._table.table_name,
                "Key": {"Class": meter.class_name, "Item": f"{LEASE}{meter.slug}"},
                "UpdateExpression": "ADD #s :d",
                "ConditionExpression": "attribute_exists(#b)",
                "ExpressionAttributeNames": {"#s": "spent_usd", "#b": "budget_usd"},
                "ExpressionAttributeValues": {":d": delta},
            }
        }

    def _of_meter(self, change: Change) -> Iterator[dict[str, Any]]:
        table, meter = self._table.table_name, change.after
        item = meter.model_dump(mode="python") | {
            "since": meter.since.isoformat(),
            "seen": meter.seen.isoformat(),
        }
        held: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(#i)"}
        held["ExpressionAttributeNames"] = {"#i": "Item"}
        if change.before:
            held = {
                "ConditionExpression": "#u = :u AND #s = :s",
                "ExpressionAttributeNames": {"#u": "usd", "#s": "seen"},
                "ExpressionAttributeValues": {":u": change.before.usd, ":s": change.before.seen.isoformat()},
            }
        if not change.closes:
            key = _key(meter.class_name, OPEN, *meter.key)
            yield {"Put": {"TableName": table, "Item": {**key, **item}, **held}}
            return
        if change.before:
            yield {"Delete": {"TableName": table, "Key": _key(meter.class_name, OPEN, *meter.key), **held}}
        key = _key(meter.class_name, CLOSED, *meter.key)
        first = {
            "ConditionExpression": "attribute_not_exists(#i)",
            "ExpressionAttributeNames": {"#i": "Item"},
        }
        yield {"Put": {"TableName": table, "Item": {**key, **item}, **first}}


def _key(class_name: str, prefix: str, slug: str, thing: str) -> dict[str, str]:
    return {"Class": class_name, "Item": f"{prefix}{slug}#{thing}"}


def _meter(item: dict[str, Any]) -> Meter:
    return Meter.model_validate({key: value for key, value in item.items() if key not in ("Class", "Item")})


def _units(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield the changes of one student, so many that they and the student's sum fit into a transaction."""
    unit: list[Change] = []
    size = 1
    for change in sorted(changes, key=lambda change: change.after.key):
        if unit and (unit[0].after.slug != change.after.slug or size + change.items > MOST_KEYS):
            yield unit
            unit, size = [], 1
        unit.append(change)
        size += change.items
    if unit:
        yield unit


def _packed(units: Sequence[list[Change]]) -> Iterator[list[list[Change]]]:
    """Yield units that fit into one transaction, in which nobody's sum may be written twice."""
    packed: list[list[Change]] = []
    size = 0
    for unit in units:
        items = 1 + sum(change.items for change in unit)
        if packed and (size + items > MOST_KEYS or packed[-1][0].after.slug == unit[0].after.slug):
            yield packed
            packed, size = [], 0
        packed.append(unit)
        size += items
    if packed:
        yield packed
