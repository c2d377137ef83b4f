"""Names of sandboxes, and which stack each is in: a student keeps a place whoever comes or goes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from config.roster import Roster, Student

if TYPE_CHECKING:
    from config.models import Environment

MEAN_SEATS, MOST_SEATS = 14, 32
"""A stack holds 500 resources (CloudFormation quotas) and a sandbox has up to 12 of them: 385 at the most.

Slugs spread by chance: about one class of 5,000 in two hundred has a fuller stack, which a rule refuses.
"""


def sandbox_name(roster: Roster, student: Student) -> str:
    """Return what everything of a student is called, or begins with and a dash: profile, role, jobs, tag."""
    return f"{roster.name}-{student.slug}"


def role_path(config: Environment, roster: Roster) -> str:
    """Return the IAM path of the roles of a class, which its policies name."""
    return f"/lab2api/{config.name}/{roster.name}/"


def cohort_count(roster: Roster) -> int:
    """Return the number of stacks, which depends on the planned size alone."""
    return math.ceil(roster.seats / MEAN_SEATS)


def cohort_of(roster: Roster, student: Student) -> int:
    """Return the number of a student's stack, from 1."""
    return place(student.slug, stacks=cohort_count(roster))


def place(slug: str, *, stacks: int) -> int:
    """Return the number of a slug's stack among so many, by a hash: with another number, another place."""
    digest = hashlib.sha256(slug.encode()).digest()
    return int.from_bytes(digest[:8], "big") % stacks + 1


def cohorts(roster: Roster) -> Mapping[int, tuple[Student, ...]]:
    """Return the students of each stack, both in order; also of those that nobody is in, or no longer.

    A deploy does not delete a stack that is no longer declared: its last student would stay in AWS.
    """
    placed: dict[int, list[Student]] = {number: [] for number in range(1, cohort_count(roster) + 1)}
    for student in sorted(roster.students, key=lambda student: student.slug):
        placed[cohort_of(roster, student)].append(student)
    return {number: tuple(students) for number, students in placed.items()}
