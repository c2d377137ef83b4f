"""Which students a verb may name: those of the roster, and those who left it and have a lease yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from class_ledger.leases import Leases
from cli import terminal
from config.roster import Roster

MOST_SHOWN = 8


def known(roster: Roster, slugs: Sequence[str], *, table: Any) -> list[str]:
    """Return the slugs; ends the command at one that the class never had. `table` is its ledger."""
    students = [student.slug for student in roster.students]
    if others := [slug for slug in slugs if slug not in students]:
        leases = Leases(table=table)
        if strangers := [slug for slug in others if leases.get(roster.name, slug) is None]:
            terminal.stop(
                f"{roster.name} has no student {strangers[0]}, and no lease of one who left",
                hint=f"Students: {', '.join(students[:MOST_SHOWN])}",
            )
    return list(slugs)
