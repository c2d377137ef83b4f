"""What has been paid for: an answer that is written down is never asked for again."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from document_pages.pieces import lean
from http_api.metered import Work
from http_api.problems import Kind, ProblemError
from http_api.usage import Usage
from job_store.objects import Objects

from .records import paid_record, usage_of

MOST_UNANSWERED = 2
GIVEN_UP = (
    "A service was asked twice without an answer, and each call may have been billed: it is not asked again."
)
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
    """Keeps every answer below `folder` with what it was billed; `used` adds up all calls for the page.

    A call that was sent and broke off may have been billed, and what it found is lost: it is written down as
    well, and after MOST_UNANSWERED of a name nobody asks again, however often the page is delivered.
    """

    def __init__(self, objects: Objects, *, folder: str) -> None:
        self._objects = objects
        self._folder = folder
        self._known = objects.names(folder)
        self.used = Usage()

    def once(self, name: str, ask: Ask, *, work: Work, usable: Usable) -> Mapping[str, Any]:
        """Read the answer where one is kept, else ask and keep it if it is `usable`."""
        path = f"{self._folder}{name}.json"
        broken = [broken_off for broken_off in self._broken_off(name) if broken_off in self._known]
        for one in broken:
            self.used.add_all(usage_of(self._read(one)))
        if path in self._known:
            record = self._read(path)
        elif len(broken) == MOST_UNANSWERED:
            raise ProblemError(Kind.DEADLINE_EXCEEDED, GIVEN_UP)
        else:
            record = self._ask(path, ask, work, usable, note=self._broken_off(name)[len(broken)])
        self.used.add_all(usage_of(record))
        answer: Mapping[str, Any] = record["answer"]
        return answer

    def _broken_off(self, name: str) -> list[str]:
        return [f"{self._folder}{name}.unanswered-{count}.json" for count in range(MOST_UNANSWERED)]

    def _ask(self, path: str, ask: Ask, work: Work, usable: Usable, *, note: str) -> dict[str, Any]:
        used = Usage()
        try:
            answer = ask(Work(remaining=work.remaining, usage=used))
        finally:
            work.usage.add_all(used)
            if used.unanswered:
                self._objects.create(note, json.dumps(paid_record(None, used)).encode())
        record = paid_record(lean(answer), used)
        if not usable(record["answer"]):
            return record
        kept = self._objects.create(path, json.dumps(record).encode())
        return record if kept else self._read(path)

    def _read(self, path: str) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self._objects.read(path).data)
        return record
