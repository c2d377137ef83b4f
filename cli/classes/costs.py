"""What a class costs a month: one student's work by the services of the roster, and what the class shares."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.classes.guard_cost import guard_rows, query_rows
from cli.classes.student_cost import student_rows
from cli.cost import network, people, storage, watching
from cli.cost.bill import Bill, Total
from cli.cost.row import Row
from cli.declared.resource import Resource
from config import Environment
from config.calendar import ends, starts
from config.roster import Roster
from config.usage import HOURS_PER_MONTH

SHARED = (
    watching.ALARM,
    watching.COMPOSITE,
    watching.DASHBOARD,
    storage.KEY,
    storage.SECRET,
    people.BUDGET_ACTION,
    "AWS::WAFv2::WebACL",
)
"""What is paid by the month whoever works; logs, objects and the ledger are cents by the GB."""
BESIDE = (
    "what the environment costs without the class: lab2api cost ENV",
    "logs, objects and the ledger, by the GB",
    "calls of AI services: x-lab2api-price-usd of each answer",
    "by the guard: objects in S3, log ingestion, own metrics (USD 0.30 a month each), traffic out",
    "what the guard does not count AWS Budgets sees, hours late, where the roster has budgets",
    "budgets: AWS deletes one after its end; whether its action works on a period of your own is unverified",
)


@dataclass(frozen=True, kw_only=True)
class ClassBill:
    """`student` is a month of one student, `shared` of what stands beside; `months` is the class's time."""

    student: Bill
    shared: Bill
    budgets: tuple[float, ...]
    """Each student's in USD, for the whole time: where the guard stops them."""
    months: float

    @property
    def students(self) -> int:
        """Count them."""
        return len(self.budgets)

    def month(self, use: str) -> Total:
        """Add up a month of the class."""
        one, shared = self.student.total(use), self.shared.total(use)
        unknown = one.unknown + shared.unknown
        return Total(usd=one.usd * self.students + shared.usd, unknown=unknown)

    def whole(self, use: str) -> Total:
        """Add up the class's whole time, as if nobody were ever stopped."""
        month = self.month(use)
        return Total(usd=month.usd * self.months, unknown=month.unknown)

    def guarded(self, use: str) -> Total:
        """Add up the whole time with each student stopped at the budget; not what the guard is late."""
        one, shared = self.student.total(use), self.shared.total(use)
        students = sum(min(one.usd * self.months, budget) for budget in self.budgets)
        return Total(usd=students + shared.usd * self.months, unknown=one.unknown + shared.unknown)

    def as_json(self, uses: Sequence[str]) -> dict[str, Any]:
        """Return it for machines: USD by use; `unknown` counts prices, and a sum is then the least."""

        def said(total: Total) -> dict[str, float | int]:
            return {"usd": round(total.usd, 2), "unknown": total.unknown}

        return {
            "months": round(self.months, 2),
            "student_month": {use: said(self.student.total(use)) for use in uses},
            "shared_month": {use: said(self.shared.total(use)) for use in uses},
            "class_month": {use: said(self.month(use)) for use in uses},
            "class_whole_time": {use: said(self.whole(use)) for use in uses},
            "class_whole_time_guarded": {use: said(self.guarded(use)) for use in uses},
            "budgets_usd": round(sum(self.budgets), 2),
            "rows": [
                *({"of": "student", **row.as_json()} for row in self.student.rows),
                *({"of": "class", **row.as_json()} for row in self.shared.rows),
            ],
            "not_counted": BESIDE,
        }


def class_bill(resources: Sequence[Resource], *, roster: Roster, settings: Environment) -> ClassBill:
    """Price a class; `resources` are those of its own stacks."""

    def bill(rows: Iterator[Row]) -> Bill:
        name, region = settings.name, settings.region
        return Bill(environment=name, region=region, rows=tuple(rows), not_counted=BESIDE)

    hours = (ends(roster) - starts(roster)).total_seconds() / 3600
    return ClassBill(
        student=bill(student_rows(roster, settings=settings)),
        shared=bill(
            itertools.chain(shared_rows(resources, region=settings.region), query_rows(resources, roster))
        ),
        budgets=tuple(map(roster.budget_of, roster.students)),
        months=hours / HOURS_PER_MONTH,
    )


def shared_rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Price what the class's own stacks declare."""
    counted = [one for one in resources if one.type in SHARED]
    for family in (watching, storage, network, people):
        yield from family.rows(counted, region=region)
    yield from guard_rows(resources)
