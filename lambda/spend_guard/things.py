"""What runs and costs money: apps, disks, endpoints and jobs, in words that are the same for all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

Kind = Literal["app", "space", "endpoint", "training", "processing", "transform", "tuning", "automl"]
KINDS = frozenset(get_args(Kind))
JOBS: tuple[Kind, ...] = ("training", "processing", "transform")
"""Whose exact hours are told at their end."""
UNTOLD = "untold"
"""The type of machines whose configuration was deleted: one that the class may use, nobody knows which."""


@dataclass(frozen=True, kw_only=True)
class Machines:
    """So many instances of a type, each with a volume; of a serverless variant the type is empty."""

    type: str
    count: int = 1
    gigabytes: int = 0
    memory_mb: int = 0
    provisioned: int = 0
    variant: str = ""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that a list of AWS has. `stop` are the parameters of what ends it, None where nothing does.

    `owner` is a profile's name where AWS says it; else the thing's name tells whose it is. `machines` are
    None where the list does not say and nobody has asked yet. `running` is whether it costs money now,
    `changing` whether its machines are being replaced, so that what was told of them is soon untrue.
    """

    kind: Kind
    name: str
    created: datetime
    modified: datetime | None = None
    ended: datetime | None = None
    running: bool
    changing: bool = False
    owner: str | None = None
    machines: tuple[Machines, ...] | None = None
    stop: Mapping[str, Any] | None = field(default=None, compare=False)
    label: str = ""
    gigabytes: int = 0

    @property
    def id(self) -> str:
        """What its meter is called: a name that can be used again has the second it was made."""
        return f"{self.kind}/{self.label or self.name}/{int(self.created.timestamp())}"


def slug_of(thing: Thing, *, class_name: str, slugs: Collection[str]) -> str | None:
    """Return whose it is, None where it is nobody's of the class: slugs have no dash, names are certain."""
    parts = (thing.owner or thing.name).split("-")
    if len(parts) < 2 or parts[0] != class_name:
        return None
    return parts[1] if parts[1] in slugs else None
