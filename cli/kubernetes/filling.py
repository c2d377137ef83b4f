"""A template's text with what is known before a deploy filled in, and a name for each thing that is not."""

from __future__ import annotations

from typing import Any

PSEUDO = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}


class Filling:
    """Reads values of one template; `unknown` are the placeholders that were left, such as `<Ref Role>`."""

    def __init__(self, template: dict[str, Any], *, region: str) -> None:
        self._template = template
        self._known = {**PSEUDO, "AWS::Region": region}
        self.unknown: set[str] = set()

    def text(self, value: Any) -> str:
        """Return a property as text."""
        if not isinstance(value, dict):
            return str(value)
        ((function, given),) = value.items()
        if function == "Fn::Join":
            return str(given[0]).join(self.text(part) for part in given[1])
        if function == "Ref":
            return self._ref(given)
        if function == "Fn::If":
            return self.text(given[1] if self._holds(given[0]) else given[2])
        if function == "Fn::Sub" and isinstance(given, str):
            return given.replace("${AWS::AccountId}", self._left("AWS::AccountId"))
        return self._left(f"{function} {given if isinstance(given, str) else '.'.join(map(str, given))}")

    def _ref(self, name: str) -> str:
        parameter = self._template.get("Parameters", {}).get(name)
        if parameter is None:
            return self._known.get(name) or self._left(name)
        if parameter["Type"].startswith("AWS::SSM::"):
            return self._left(f"SSM {parameter['Default']}")
        return str(parameter.get("Default", self._left(name)))

    def _holds(self, condition: str) -> bool:
        """Evaluate the one kind of condition that our templates have: whether a parameter is left empty."""
        left, right = self._template["Conditions"][condition]["Fn::Equals"]
        return self.text(left) == self.text(right)

    def _left(self, what: str) -> str:
        placeholder = f"<{what}>"
        self.unknown.add(placeholder)
        return placeholder
