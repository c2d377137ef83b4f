"""What the client of the demonstration got: every answer, by status and by the version that gave it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

LOST = "no answer"
SERVER_ERRORS = 500
OK = 200
MOST_REFUSALS, LONGEST_SAID = 10, 400


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An answer that is no prediction: when it came (UTC), its status, and the beginning of what it said."""

    at: datetime
    status: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Counts of one stretch of time: requests sent, answers by status; the 200s by version and by rows."""

    sent: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_version: Counter[str] = field(default_factory=Counter)
    by_rows: Counter[str] = field(default_factory=Counter)
    refusals: tuple[Refusal, ...] = ()
    """The first MOST_REFUSALS of them."""

    @property
    def server_errors(self) -> int:
        """Answers of 500 and above."""
        return sum(n for said, n in self.by_status.items() if said.isdigit() and int(said) >= SERVER_ERRORS)

    @property
    def lost(self) -> int:
        """Requests that got no HTTP answer at all, which is worse than an error."""
        return sum(n for said, n in self.by_status.items() if said.startswith(LOST))

    def share_of(self, version: str) -> float:
        """Return the share (0..1) of answered requests that a version answered; 0 where there was none."""
        answered = sum(self.by_version.values())
        return self.by_version[version] / answered if answered else 0.0

    def since(self, before: Seen) -> Seen:
        """Return what came after `before`."""
        return Seen(
            sent=self.sent - before.sent,
            by_status=self.by_status - before.by_status,
            by_version=self.by_version - before.by_version,
            by_rows=self.by_rows - before.by_rows,
            refusals=tuple(each for each in self.refusals if each not in before.refusals),
        )

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "sent": self.sent,
            "by_status": dict(sorted(self.by_status.items())),
            "by_version": dict(sorted(self.by_version.items())),
            "by_rows": dict(sorted(self.by_rows.items())),
            "server_errors": self.server_errors,
            "refusals": [asdict(refusal) for refusal in self.refusals],
            "lost": self.lost,
        }


class RequestAccount:
    """Counts from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent = 0
        self._refusals: list[Refusal] = []
        self._by_status, self._by_version, self._by_rows = Counter[str](), Counter[str](), Counter[str]()

    def sent(self) -> None:
        """Count a request on its way."""
        with self._lock:
            self._sent += 1

    def answered(self, *, status: int, version: str, kind: str, said: bytes = b"") -> None:
        """Count an answer; only a prediction has a version that gave it. `kind` is of the rows asked."""
        with self._lock:
            self._by_status[str(status)] += 1
            if status == OK:
                self._by_version[version or "none named"] += 1
                self._by_rows[kind] += 1
            else:
                self._remember(str(status), said.decode(errors="replace")[:LONGEST_SAID])

    def lost(self, error: Exception) -> None:
        """Count a request that nobody answered, by the kind of failure."""
        with self._lock:
            self._by_status[f"{LOST} ({type(error).__name__})"] += 1
            self._remember(LOST, str(error)[:LONGEST_SAID])

    def _remember(self, status: str, said: str) -> None:
        if len(self._refusals) < MOST_REFUSALS:
            self._refusals.append(Refusal(at=datetime.now(UTC), status=status, said=said))

    def now(self) -> Seen:
        """Return a copy of the counts so far."""
        with self._lock:
            return Seen(
                sent=self._sent,
                by_status=Counter(self._by_status),
                by_version=Counter(self._by_version),
                by_rows=Counter(self._by_rows),
                refusals=tuple(self._refusals),
            )
