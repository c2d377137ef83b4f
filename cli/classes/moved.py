"""Who would change stacks: CloudFormation makes the profile there and deletes it here, with its disks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from class_ledger.lease import Lease
from config.cohorts import MEAN_SEATS, cohort_count, place
from config.roster import Roster

GONE = ("wiping", "ended")
"""States of a lease after which there is no work to lose."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Students of a deployed class whom another number of stacks would move; `deployed` is today's."""

    slugs: tuple[str, ...]
    students: int
    deployed: int
    declared: int
    seats: int

    def __str__(self) -> str:
        return (
            f"seats: {self.seats} make {self.declared} stacks where {self.deployed} are deployed, which "
            f"would move {len(self.slugs)} of {self.students} students and delete their spaces and disks"
        )

    @property
    def advice(self) -> str:
        """Say which seats move nobody."""
        least, most = MEAN_SEATS * (self.deployed - 1) + 1, MEAN_SEATS * self.deployed
        return (
            f"Set seats to {least} to {most}, as before: more students than seats may join. Where a stack is "
            "full, put those who come after into a second roster file."
        )


def moved(roster: Roster, *, deployed: int, leases: Iterable[Lease]) -> Moved | None:
    """Compare a roster with the stacks that are deployed; None where nobody moves."""
    there = [lease.slug for lease in leases if lease.state not in GONE]
    declared = cohort_count(roster)
    slugs = tuple(slug for slug in there if place(slug, stacks=deployed) != place(slug, stacks=declared))
    if not slugs:
        return None
    return Moved(slugs=slugs, students=len(there), deployed=deployed, declared=declared, seats=roster.seats)
