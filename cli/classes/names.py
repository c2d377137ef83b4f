"""Who is where: the name, the stack, the prefix and the budget of each sandbox."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config import Environment
from config.cohorts import cohort_of, role_path, sandbox_name
from config.roster import Roster, Student


@dataclass(frozen=True, kw_only=True)
class Name:
    """Of one student. No column says who that is: the slug is made up, and only the instructor knows."""

    slug: str
    group: str
    sandbox: str
    """Profile, role and tag; everything of the student's begins with it and a dash."""
    stack: str
    prefix: str
    """In the workspace bucket."""
    log_group: str
    budget_usd: float


def names(roster: Roster, *, settings: Environment) -> list[Name]:
    """Return every student's, in the order of the roster."""
    return [
        Name(
            slug=student.slug,
            group=student.group,
            sandbox=(sandbox := sandbox_name(roster, student)),
            stack=f"{settings.name.capitalize()}-Class-{roster.name}-{_place(roster, student)}",
            prefix=f"users/{sandbox}/",
            log_group=f"{role_path(settings, roster)}{student.slug}",
            budget_usd=roster.budget_of(student),
        )
        for student in roster.students
    ]


def _place(roster: Roster, student: Student) -> str:
    """Name the stack of a cohort, or the one of the stack set that makes an account a student."""
    return "Accounts" if roster.accounts else f"Cohort-{cohort_of(roster, student):03}"


def as_json(found: list[Name]) -> list[dict[str, Any]]:
    """Return them for machines."""
    return [asdict(name) for name in found]


def write_csv(found: list[Name], path: Path) -> None:
    """Write them for a spreadsheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(Name.__dataclass_fields__))
        writer.writeheader()
        writer.writerows(as_json(found))
