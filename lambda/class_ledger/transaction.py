"""A transaction's items: steps of meters and with them each student's sum, so many as DynamoDB takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from class_ledger.change import Change
from class_ledger.leases import PREFIX as LEASE
from class_ledger.meter import CLOSED, OPEN, item_key

MOST_ITEMS = 100
"""TransactWriteItems's limit (DynamoDB quotas)."""
ABSENT = {"ConditionExpression": "attribute_not_exists(#i)", "ExpressionAttributeNames": {"#i": "Item"}}

Unit = list[Change]
"""Changes of one student, which are written with the student's sum."""


def put_new(table_name: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the writing of an item that must not be there yet."""
    return {"Put": {"TableName": table_name, "Item": dict(item), **ABSENT}}


def add_to_sum(table_name: str, class_name: str, slug: str, delta: Decimal) -> dict[str, Any]:
    """Add to the sum of a lease that is still there: an item made by ADD alone would be no lease."""
    return {
        "Update": {
            "TableName": table_name,
            "Key": {"Class": class_name, "Item": f"{LEASE}{slug}"},
            "UpdateExpression": "ADD #s :d",
            "ConditionExpression": "attribute_exists(#b)",
            "ExpressionAttributeNames": {"#s": "spent_usd", "#b": "budget_usd"},
            "ExpressionAttributeValues": {":d": delta},
        }
    }


def items_of(table_name: str, unit: Sequence[Change]) -> list[dict[str, Any]]:
    """Return the writings of one student's changes, and of the sum where it changes."""
    items = [item for change in unit for item in _of_meter(table_name, change)]
    if delta := sum((change.delta for change in unit), Decimal(0)):
        meter = unit[0].after
        items.append(add_to_sum(table_name, meter.class_name, meter.slug, delta))
    return items


def transactions(changes: Iterable[Change]) -> Iterator[list[Unit]]:
    """Yield units that fit into one transaction, in which nobody's sum may be written twice."""
    packed: list[Unit] = []
    size = 0
    for unit in _units(changes):
        items = 1 + sum(change.items for change in unit)
        if packed and (size + items > MOST_ITEMS or packed[-1][0].after.slug == unit[0].after.slug):
            yield packed
            packed, size = [], 0
        packed.append(unit)
        size += items
    if packed:
        yield packed


def _units(changes: Iterable[Change]) -> Iterator[Unit]:
    """Yield the changes of one student, so many that they and the student's sum fit into a transaction."""
    unit: Unit = []
    size = 1
    for change in sorted(changes, key=lambda change: change.after.key):
        if unit and (unit[0].after.slug != change.after.slug or size + change.items > MOST_ITEMS):
            yield unit
            unit, size = [], 1
        unit.append(change)
        size += change.items
    if unit:
        yield unit


def _of_meter(table_name: str, change: Change) -> Iterator[dict[str, Any]]:
    """Put, over what the step was computed from, or move from what runs to what is closed."""
    meter = change.after
    running = item_key(meter.class_name, OPEN, *meter.key)
    item = meter.model_dump(mode="python") | {
        "since": meter.since.isoformat(),
        "seen": meter.seen.isoformat(),
    }
    held = _as_it_was(change)
    if not change.closes:
        yield {"Put": {"TableName": table_name, "Item": {**running, **item}, **held}}
        return
    if change.before:
        yield {"Delete": {"TableName": table_name, "Key": running, **held}}
    yield put_new(table_name, {**item_key(meter.class_name, CLOSED, *meter.key), **item})


def _as_it_was(change: Change) -> dict[str, Any]:
    if change.before is None:
        return ABSENT
    return {
        "ConditionExpression": "#u = :u AND #s = :s",
        "ExpressionAttributeNames": {"#u": "usd", "#s": "seen"},
        "ExpressionAttributeValues": {":u": change.before.usd, ":s": change.before.seen.isoformat()},
    }
