"""One resource of a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Resource:
    """`stack` is the stack's name, `path` where the resource stands in the tree of constructs below it."""

    stack: str
    logical_id: str
    type: str
    properties: dict[str, Any] = field(default_factory=dict)
    path: str = ""

    @property
    def where(self) -> str:
        """Name it for a person: `Serving-breast-cancer/Hosting/Config`."""
        _, _, stack = self.stack.partition("-")
        return f"{stack or self.stack}/{self.path or self.logical_id}"

    def beside(self, resources: Iterable[Resource], *, type: str) -> list[Resource]:
        """List the resources of a type in the same stack."""
        return [one for one in resources if one.stack == self.stack and one.type == type]

    def is_named_by(self, value: Any) -> bool:
        """Tell whether a value of the same template is a Ref or a GetAtt of this resource."""
        if not isinstance(value, dict):
            return False
        attribute = value.get("Fn::GetAtt", [None])
        name = attribute.split(".")[0] if isinstance(attribute, str) else attribute[0]
        return self.logical_id in (value.get("Ref"), name)


def of_type(resources: Iterable[Resource], *types: str) -> list[Resource]:
    """List the resources of some types."""
    return [one for one in resources if one.type in types]
