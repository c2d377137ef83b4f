"""Freeze and unfreeze by order of the instructor."""

from class_ledger.lease import Lease
from class_ledger.leases import Leases
from spend_guard.freezing import Freezer
from spend_guard.settings import Command


class OrderError(Exception):
    """An order that cannot be carried out; the message says what to do."""


class Orders:
    """What was frozen by order stays so until it is unfrozen, by order too."""

    def __init__(self, *, leases: Leases, freezer: Freezer, class_name: str) -> None:
        self._leases, self._freezer, self._class = leases, freezer, class_name

    def carry_out(self, command: Command) -> Lease:
        """Return the lease as it is then; what the student runs is stopped by the run that comes after."""
        lease = self._leases.get(self._class, command.student)
        if lease is None:
            raise OrderError(f"{command.student} has no lease in {self._class}")
        if lease.state in ("wiping", "ended"):
            raise OrderError(f"{command.student} is {lease.state}: the teardown has this sandbox")
        return self._freeze(lease, command) if command.action == "freeze" else self._unfreeze(lease, command)

    def _freeze(self, lease: Lease, command: Command) -> Lease:
        reason = command.reason or "frozen by the instructor"
        self._change(lease, state="frozen", reason=reason)
        self._freezer.hold(lease)
        return lease.model_copy(update={"state": "frozen", "reason": reason})

    def _unfreeze(self, lease: Lease, command: Command) -> Lease:
        """Give back role and key before the state: half done, it is still frozen and held anew.

        Whom AWS Budgets has frozen just now, the guard may not have seen yet: the policy alone says so.
        """
        if lease.state != "frozen" and lease.sandbox not in self._freezer.attached():
            raise OrderError(f"{lease.slug} is not frozen but {lease.state}")
        budget = command.budget_usd or lease.budget_usd
        if lease.spent_usd >= budget:
            spent = f"{lease.slug} has spent USD {lease.spent_usd:.2f} of {budget:.2f}"
            raise OrderError(f"{spent} and would be frozen again at once: give a larger budget")
        lease = lease.model_copy(update={"budget_usd": budget})
        self._leases.put(lease)
        self._freezer.release(lease)
        state, reason = "warned" if lease.share >= lease.warn_at else "active", command.reason or "unfrozen"
        self._change(lease, state=state, reason=reason)
        return lease.model_copy(update={"state": state, "reason": reason})

    def _change(self, lease: Lease, *, state: str, reason: str) -> None:
        if not self._leases.change(lease, state=state, reason=reason):  # type: ignore[arg-type]
            raise OrderError(f"{lease.slug} was changed by another at the same time; look, and try again")
