"""The emulator, taking notes: which top-level properties its CloudFormation handlers never read.

Run as `python audited_emulator.py REPORT`; REPORT is rewritten after every resource.
"""

import copy
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local import environment
from local.settings import Settings, activate


class Watched(dict[str, Any]):
    """Properties that remember which of them were looked at."""

    def __init__(self, properties: dict[str, Any]) -> None:
        super().__init__(properties)
        self.seen: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return super().__contains__(key)

    def pop(self, key: str, *default: Any) -> Any:
        self.seen.add(key)
        return super().pop(key, *default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def keys(self) -> Any:
        return self._whole().keys()

    def items(self) -> Any:
        return self._whole().items()

    def copy(self) -> dict[str, Any]:
        return dict(self._whole())

    def __or__(self, other: Any) -> Any:
        return self._whole() | other

    def __ror__(self, other: Any) -> Any:
        return other | self._whole()

    def __deepcopy__(self, memo: Any) -> dict[str, Any]:
        return copy.deepcopy(self._whole(), memo)

    def _whole(self) -> dict[str, Any]:
        self.seen |= set(super().keys())
        return {key: super(Watched, self).__getitem__(key) for key in super().__iter__()}


def audit(report: Path) -> None:
    """Wrap the emulator's create step."""
    from ministack.services.cloudformation import provisioners, stacks

    original = provisioners._provision_resource
    unread: dict[str, list[str]] = {}

    def provision(type_: str, logical_id: str, properties: Any, stack: str) -> Any:
        watched = Watched(properties)
        created = original(type_, logical_id, watched, stack)
        missed = set(properties) - watched.seen
        unread[type_] = sorted(missed | set(unread.get(type_, [])))
        report.write_text(json.dumps(unread))
        return created

    provisioners._provision_resource = stacks._provision_resource = provision


def main() -> None:
    """Serve as `python -m local` does, audited."""
    settings = Settings()
    activate(settings)
    settings.temporary.mkdir(parents=True, exist_ok=True)
    os.environ.clear()
    os.environ.update(environment.emulator(settings))
    from local import server

    audit(Path(sys.argv[1]))
    server.run(settings)


if __name__ == "__main__":
    main()
