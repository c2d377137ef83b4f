"""Who is warned and frozen by what is spent, or was frozen by AWS Budgets; and roles and keys that follow.

States are written first: the portal lets nobody in from then on, and the guard stops what the frozen run.
Roles and keys come last, so many a run, as API Gateway takes a few changes of keys a second: who waits is
stopped each minute meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from class_ledger.lease import Lease
from class_ledger.leases import Leases
from class_ledger.meter import Meter
from spend_guard.freezing import Freezer
from spend_guard.observing import Failures, why
from spend_guard.outbox import Outbox
from spend_guard.verdicts import Verdict, verdict

OPEN = ("active", "warned")
MOST_HELD = 200
"""Roles and keys in one run, of about a tenth of a second each."""
SETTLED = timedelta(minutes=5)
"""How long IAM may still list a policy that an order to unfreeze has detached (IAM guide, consistency)."""
BY_BUDGETS = (
    "AWS Budgets has attached the freezing policy: by the bill the budget is spent, whatever was counted "
    "here. Before you unfreeze: a larger budget in the roster, and deploy"
)


@dataclass
class Judged:
    """`failed` is what AWS refused; `waiting` are those whose role or key is for the next run."""

    verdicts: list[Verdict] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    waiting: int = 0


class Judge:
    """One run's: `decide`, then `hold` with what was decided."""

    def __init__(self, *, leases: Leases, freezer: Freezer, outbox: Outbox, class_name: str) -> None:
        self._leases, self._freezer, self._outbox = leases, freezer, outbox
        self._class = class_name
        self.judged = Judged()

    def decide(
        self,
        leases: dict[str, Lease],
        *,
        spent: Mapping[str, Decimal],
        meters: Mapping[str, Sequence[Meter]],
        now: datetime,
    ) -> None:
        """Write the states that are due, in the ledger and in `leases`."""
        held, attached = self._freezer.held(self._class), self._attached()
        for slug, lease in leases.items():
            try:
                found = verdict(lease, spent=spent[slug], meters=meters.get(slug, ()))
                if found is None and slug not in held and lease.sandbox in attached:
                    found = self._by_budgets(lease, now=now)
                if found:
                    leases[slug] = self._carry_out(found, now=now)
            except Failures as error:
                self._fail(lease, error)

    def hold(self, leases: Mapping[str, Lease], *, may_go_on: Callable[[], bool]) -> None:
        """Freeze roles and keys of the frozen, who is most overdrawn first, and let go who is not frozen."""
        left = MOST_HELD
        for lease, step in self._due(leases):
            if left <= 0 or not may_go_on():
                self.judged.waiting += 1
                continue
            left -= 1
            try:
                step(lease)
            except Failures as error:
                self._fail(lease, error)

    def _due(self, leases: Mapping[str, Lease]) -> Iterator[tuple[Lease, Callable[[Lease], None]]]:
        held = self._freezer.held(self._class)
        for lease in sorted(leases.values(), key=lambda lease: (-lease.share, lease.slug)):
            if lease.state == "frozen" and lease.slug not in held:
                yield lease, self._freezer.hold
            elif lease.state in OPEN and lease.slug in held:
                yield lease, self._let_go

    def _attached(self) -> set[str]:
        try:
            return self._freezer.attached()
        except Failures as error:
            self.judged.failed.append(f"list the frozen: {why(error)}")
            return set()

    def _by_budgets(self, lease: Lease, *, now: datetime) -> Verdict | None:
        """Freeze whom AWS Budgets froze, unless an order has unfrozen them just now."""
        fresh = self._leases.get(lease.class_name, lease.slug)
        if fresh is None or fresh.state not in OPEN:
            return None
        if fresh.since is not None and now - fresh.since < SETTLED:
            return None
        return Verdict(fresh, "frozen", BY_BUDGETS)

    def _carry_out(self, found: Verdict, *, now: datetime) -> Lease:
        """Write the state, and before it the news: a run that ends in between is told of once more."""
        lease = found.lease
        self._outbox.put(found.news)
        if self._leases.change(lease, state=found.state, reason=found.reason, at=now):
            self.judged.verdicts.append(found)
            return lease.model_copy(update={"state": found.state, "reason": found.reason})
        fresh = self._leases.get(lease.class_name, lease.slug)
        if fresh is None or fresh.state != found.state:
            self._outbox.done([found.news])
        return fresh or lease

    def _let_go(self, lease: Lease) -> None:
        """Release who is held and not frozen: a run that began before an order to unfreeze held once more."""
        now = self._leases.get(lease.class_name, lease.slug)
        if now and now.state in OPEN:
            self._freezer.release(now)

    def _fail(self, lease: Lease, error: Exception) -> None:
        self.judged.failed.append(f"freeze {lease.sandbox}: {why(error)}")
