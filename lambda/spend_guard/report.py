"""What one run of the guard found and did."""

from dataclasses import dataclass, field
from datetime import datetime

from class_ledger.heartbeat import Heartbeat
from spend_guard.verdicts import Verdict


@dataclass
class Report:
    """What a run did, for logs, metrics and people."""

    leases: int = 0
    unchecked: int = 0
    running: int = 0
    waiting: int = 0
    strangers: int = 0
    assumed: int = 0
    stopped: list[str] = field(default_factory=list)
    not_stopped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    def heartbeat(self, now: datetime, *, last: Heartbeat | None) -> Heartbeat:
        """Say it in short; a run that could not check all leaves `complete` where the last one had it."""
        return Heartbeat(
            at=now,
            leases=self.leases,
            checked=self.leases - self.unchecked,
            running=self.running,
            complete=now if not self.unchecked else last.complete if last else None,
            failed=tuple(self.failed),
        )
