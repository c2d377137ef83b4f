"""What a class adds to its environment's templates: stacks with their sizes, and resources by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cli.declared.reading import resources
from cli.declared.resource import Resource
from config.roster import Roster

MOST_RESOURCES, MOST_BYTES = 500, 1_000_000
"""Of one template (CloudFormation quotas)."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One of the class's; `bytes` are those of its template."""

    name: str
    resources: int
    bytes: int

    @property
    def fits(self) -> bool:
        """Whether CloudFormation takes it."""
        return self.resources <= MOST_RESOURCES and self.bytes <= MOST_BYTES


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Everything that stands in the templates of one class."""

    stacks: tuple[Stack, ...]
    resources: tuple[Resource, ...]

    @property
    def types(self) -> dict[str, int]:
        """Count the resources by type, the most first."""
        return dict(Counter(one.type for one in self.resources).most_common())

    @property
    def too_large(self) -> list[Stack]:
        """List the stacks that CloudFormation would refuse."""
        return [stack for stack in self.stacks if not stack.fits]

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "stacks": [asdict(stack) for stack in self.stacks],
            "resources": self.types,
            "largest_template": {
                "resources": max((stack.resources for stack in self.stacks), default=0),
                "of_resources": MOST_RESOURCES,
                "bytes": max((stack.bytes for stack in self.stacks), default=0),
                "of_bytes": MOST_BYTES,
            },
        }


def declared(texts: Mapping[str, str], roster: Roster) -> Declared:
    """Pick the class's stacks out of an environment's templates by stack name."""
    prefix = f"{roster.environment.capitalize()}-Class-{roster.name}"
    own = {name: text for name, text in texts.items() if name == prefix or name.startswith(f"{prefix}-")}
    found = resources(own)
    return Declared(stacks=tuple(_stacks(own, found)), resources=tuple(found))


def _stacks(texts: Mapping[str, str], found: Sequence[Resource]) -> list[Stack]:
    counts = Counter(one.stack for one in found)
    return [
        Stack(name=name, resources=counts[name], bytes=len(text.encode()))
        for name, text in sorted(texts.items())
    ]
