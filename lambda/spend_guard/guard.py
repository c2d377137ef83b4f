"""One run of the guard: what runs, what it costs, who is warned, who is frozen, what is stopped."""

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from class_ledger import heartbeat
from class_ledger.change import Change
from class_ledger.heartbeat import Heartbeat
from class_ledger.lease import Lease
from class_ledger.leases import Leases
from class_ledger.meter import Meter
from class_ledger.meters import Meters
from spend_guard.clients import Clients
from spend_guard.counting import Counting
from spend_guard.freezing import Freezer
from spend_guard.jobs import job_kinds
from spend_guard.judging import Judge
from spend_guard.observing import Observed, observe
from spend_guard.outbox import Outbox
from spend_guard.report import Report
from spend_guard.settings import Settings
from spend_guard.span import Span, counted_from
from spend_guard.stopping import Stopper
from spend_guard.stops import stops
from spend_guard.things import Thing, slug_of

SPARE_SECONDS = 60.0
"""Of a run's time, for what comes last: the heartbeat, metrics and the message must not be cut off."""


class Guard:
    """Runs may overlap: each step of a meter is written only over what it was computed from."""

    def __init__(self, *, settings: Settings, clients: Clients) -> None:
        self._settings, self._clients = settings, clients
        self._kinds = job_kinds(clients.sagemaker)
        self._leases, self._meters = Leases(table=clients.table), Meters(table=clients.table)
        self._counting = Counting(settings=settings, clients=clients, kinds=self._kinds, meters=self._meters)
        self._freezer = Freezer(
            iam=clients.iam,
            apigateway=clients.apigateway,
            table=clients.table,
            policy=settings.freeze_policy,
        )

    def run(self, now: datetime, *, left: Callable[[], float] = lambda: math.inf) -> Report:
        """Look at everything once. `left` tells the seconds that the run may still take."""
        settings, report = self._settings, Report()

        def may_go_on() -> bool:
            return left() > SPARE_SECONDS

        last = heartbeat.read(self._clients.table, settings.class_name)
        complete = last.complete if last else None
        span = Span.of(begins=settings.begins, complete=complete, now=now)
        leases = {lease.slug: lease for lease in self._leases.all(settings.class_name)}
        report.leases = len(leases)
        seen = observe(
            self._clients.sagemaker,
            class_name=settings.class_name,
            domain=settings.domain,
            default_type=settings.default_type,
            default_gigabytes=settings.default_gigabytes,
            since=span.since,
            now=now,
        )
        owned = list(self._owned(seen.things, leases, report))
        running = self._meters.open(settings.class_name)
        changes = list(self._counting.changes(owned, leases, running, seen=seen, now=now, span=span))
        lost = set(self._meters.record([change for change in changes if change.news]))
        judge = self._judge(leases, changes, lost, running=running, now=now)
        self._stop(owned, leases, changes, report, now=now, may_go_on=may_go_on)
        judge.hold(leases, may_go_on=may_go_on)
        report.verdicts, report.waiting = judge.judged.verdicts, judge.judged.waiting
        report.failed += judge.judged.failed
        self._finish(report, seen, changes, lost, now=now, last=last)
        return report

    def _owned(
        self, things: Iterable[Thing], leases: Mapping[str, Lease], report: Report
    ) -> Iterator[tuple[str, Thing]]:
        for thing in things:
            if slug := slug_of(thing, class_name=self._settings.class_name, slugs=leases):
                if counted := counted_from(thing, leases[slug].granted):
                    report.running += counted.running
                    yield slug, counted
            elif thing.name.startswith(f"{self._settings.class_name}-") and thing.running:
                report.strangers += 1

    def _judge(
        self,
        leases: dict[str, Lease],
        changes: list[Change],
        lost: set[str],
        *,
        running: dict[tuple[str, str], Meter],
        now: datetime,
    ) -> Judge:
        """Write who is warned and frozen by what is now spent."""
        added: dict[str, Decimal] = defaultdict(Decimal)
        meters: dict[str, list[Meter]] = defaultdict(list)
        for change in changes:
            added[change.after.slug] += change.delta if change.after.slug not in lost else Decimal(0)
        for meter in (running | {change.after.key: change.after for change in changes}).values():
            meters[meter.slug].append(meter)
        name, table = self._settings.class_name, self._clients.table
        outbox = Outbox(table=table, class_name=name)
        judge = Judge(leases=self._leases, freezer=self._freezer, outbox=outbox, class_name=name)
        spent = {slug: lease.spent_usd + added[slug] for slug, lease in leases.items()}
        judge.decide(leases, spent=spent, meters=meters, now=now)
        return judge

    def _stop(
        self,
        owned: list[tuple[str, Thing]],
        leases: Mapping[str, Lease],
        changes: list[Change],
        report: Report,
        *,
        now: datetime,
        may_go_on: Callable[[], bool],
    ) -> None:
        """Stop what may not run, as long as there is time."""
        meters = {change.after.key: change.after for change in changes}
        due = stops(owned, leases, meters, settings=self._settings, now=now)
        stopper = Stopper(sagemaker=self._clients.sagemaker, kinds=self._kinds)
        stopper.stop(itertools.takewhile(lambda _: may_go_on(), due))
        report.stopped, report.not_stopped = stopper.stopped, stopper.failed

    def _finish(
        self,
        report: Report,
        seen: Observed,
        changes: list[Change],
        lost: set[str],
        *,
        now: datetime,
        last: Heartbeat | None,
    ) -> None:
        """Write the heartbeat. A list that failed may hide anything: then nobody counts as checked."""
        report.failed += [f"list {kind}: {reason}" for kind, reason in seen.failed.items()]
        report.unchecked = report.leases if seen.failed else len(lost)
        report.assumed = sum(bool(change.after.note) and not change.closes for change in changes)
        heartbeat.write(self._clients.table, self._settings.class_name, report.heartbeat(now, last=last))
