"""What has been paid for: an answer that is written down is never asked for again."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from document_pages.collecting import lean
from document_pages.objects import Objects
from http_api.aws_calls import AwsService
from http_api.metered import Work
from http_api.usage import Usage

from .usable import is_usable

Ask = Callable[[Work], Mapping[str, Any]]
Usable = Callable[[Mapping[str, Any]], bool]
"""Tell whether an answer is worth keeping: junk that is kept would be answered for good."""


class Ledger(Protocol):
    """The port: the answers of one page by name."""

    def once(self, name: str, ask: Ask, *, work: Work, usable: Usable) -> Mapping[str, Any]:
        """Return the answer of this name, asking for it only if it is not known."""


class Unkept:
    """Asks every time: for a request without an Idempotency-Key, which nothing repeats."""

    def once(self, name: str, ask: Ask, *, work: Work, usable: Usable) -> Mapping[str, Any]:
        """Ask."""
        del name, usable
        return ask(work)


class Kept:
    """Keeps every answer below `folder` with what it was billed; `used` adds up all answers of the page."""

    def __init__(self, objects: Objects, *, folder: str) -> None:
        self._objects = objects
        self._folder = folder
        self._known = objects.names(folder)
        self.used = Usage()

    def once(self, name: str, ask: Ask, *, work: Work, usable: Usable) -> Mapping[str, Any]:
        """Read the answer where one is kept, else ask and keep it if it is `usable`."""
        path = f"{self._folder}{name}.json"
        record = self._read(path) if path in self._known else self._ask(path, ask, work, usable)
        self.used.units.update(record["units"])
        self.used.stand_ins.update(dict.fromkeys(record["stand_ins"]))
        answer: Mapping[str, Any] = record["answer"]
        return answer

    def _ask(self, path: str, ask: Ask, work: Work, usable: Usable) -> dict[str, Any]:
        used = Usage()
        answer = ask(Work(remaining=work.remaining, usage=used))
        work.usage.units.update(used.units)
        work.usage.stand_ins.update(used.stand_ins)
        record = paid_record(lean(answer), units=used.units, stand_ins=list(used.stand_ins))
        if not usable(record["answer"]):
            return record
        kept = self._objects.create(path, json.dumps(record).encode())
        return record if kept else self._read(path)

    def _read(self, path: str) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self._objects.read(path).data)
        return record


def paid_record(answer: Any, *, units: Mapping[str, int], stand_ins: list[str]) -> dict[str, Any]:
    """Build what is written down of one answer."""
    return {"answer": answer, "units": dict(Counter(units)), "stand_ins": stand_ins}


@dataclass(frozen=True, kw_only=True)
class LedgerService(AwsService):
    """A service whose answers go through a ledger, named by the operation and all of its request."""

    ledger: Ledger

    def ask(
        self,
        operation: Callable[..., Mapping[str, Any]],
        *,
        work: Work,
        units: Mapping[str, int],
        **request: Any,
    ) -> Mapping[str, Any]:
        """Ask once for all deliveries of the page."""

        def paid(own: Work) -> Mapping[str, Any]:
            return AwsService.ask(self, operation, work=own, units=units, **request)

        name = operation.__name__
        return self.ledger.once(
            f"{name}-{_digest(request)}",
            paid,
            work=work,
            usable=lambda answer: is_usable(name, answer, request=request),
        )


def _digest(request: Mapping[str, Any]) -> str:
    written = json.dumps(request, sort_keys=True, default=lambda data: hashlib.sha256(data).hexdigest())
    return hashlib.sha256(written.encode()).hexdigest()[:16]
