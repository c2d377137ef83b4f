"""When the guard last ran through, and what it saw: who reads a sum must know how old it is."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

ITEM = "heartbeat"


class Heartbeat(BaseModel):
    """One item a class. `failed` names what could not be asked or done, without names of people.

    `complete` is when all could last be read: the next run looks back to there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    complete: datetime | None = None
    leases: int
    checked: int
    running: int
    failed: tuple[str, ...] = ()


def read(table: Any, class_name: str) -> Heartbeat | None:
    """Return the last one, None before the first."""
    found = table.get_item(Key={"Class": class_name, "Item": ITEM}, ConsistentRead=True).get("Item")
    if not found:
        return None
    return Heartbeat.model_validate({k: v for k, v in found.items() if k not in ("Class", "Item")})


def write(table: Any, class_name: str, heartbeat: Heartbeat) -> None:
    """Replace it."""
    item = heartbeat.model_dump(mode="json") | {"failed": list(heartbeat.failed)}
    table.put_item(Item={"Class": class_name, "Item": ITEM, **item})
