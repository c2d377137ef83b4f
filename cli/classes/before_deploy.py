"""What stands against deploying an environment's classes, by their rosters, the clock and their ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from botocore.exceptions import ClientError

import config
from class_ledger.lease import Lease
from class_ledger.leases import Leases
from cli import terminal
from cli.classes.moved import moved
from cli.target import Target
from config.calendar import phase
from config.roster import Roster
from config.roster_reading import unreadable

MOST_NAMED = 8


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A class as it is in AWS today: the number of its stacks and its leases."""

    stacks: int
    leases: tuple[Lease, ...]


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Why not, and what to do first."""

    why: str
    hint: str


def check_classes(target: Target, *, now: datetime | None = None) -> None:
    """End the command where a deploy would delete work or give back what was torn down; warn of less."""
    for name in unreadable():
        if deployed(target, name):
            _stop(
                name, Objection(why="its file cannot be read, and the class is deployed", hint="Repair it.")
            )
    for roster in config.load(target.environment).classes:
        there = None if roster.accounts else deployed(target, roster.name)
        for objection in objections(roster, there, now=now or datetime.now(tz=UTC)):
            _stop(roster.name, objection)
        if there and (dropped := dropped_students(roster, there.leases)):
            warn_of(roster, dropped)


def objections(roster: Roster, there: Deployed | None, *, now: datetime) -> Iterator[Objection]:
    """Yield what stands against deploying one class, the most telling first."""
    if phase(roster, now=now) == "over":
        yield Objection(
            why=f"it was over at the end of {roster.end}, and nothing would tear down what is made now",
            hint=f"{_teardown(roster)}, delete its stack {_stack(roster)}, and remove its file. To go on, "
            "move `end` to a day to come.",
        )
    if there is None:
        return
    named = {student.slug for student in roster.students}
    gone = [lease for lease in there.leases if lease.slug in named and lease.state in ("wiping", "ended")]
    if half := [lease.slug for lease in gone if lease.state == "wiping"]:
        yield Objection(
            why=f"the teardown of {_named(half)} is not finished",
            hint=f"{_teardown(roster)}{_options(half)}, and remove them from the roster.",
        )
    if ended := [lease.slug for lease in gone if lease.state == "ended"]:
        yield Objection(
            why=f"{_named(ended)} were torn down: their stacks name what is no longer there",
            hint="Remove them from the roster and deploy. Who is to come back is added again after that.",
        )
    if move := moved(roster, deployed=there.stacks, leases=there.leases):
        yield Objection(why=str(move), hint=move.advice)


def dropped_students(roster: Roster, leases: Iterable[Lease]) -> list[str]:
    """List who left the roster and was never torn down."""
    named = {student.slug for student in roster.students}
    return [lease.slug for lease in leases if lease.slug not in named and lease.state != "ended"]


def warn_of(roster: Roster, slugs: list[str]) -> None:
    """Say that a student who is dropped leaves without an export."""
    terminal.err.print(
        f"class {roster.name}: {_named(slugs)} left the roster without a teardown. Profile and disk go with "
        "their stacks, and nothing is exported; jobs and endpoints stay. "
        f"{_teardown(roster)}{_options(slugs)}",
        style="yellow",
        markup=False,
        soft_wrap=True,
    )


def deployed(target: Target, name: str) -> Deployed | None:
    """Read a class's stack and ledger; None where it is not deployed."""
    try:
        outputs = target.outputs(f"Class-{name}")
    except ClientError as error:
        if "does not exist" not in error.response["Error"]["Message"]:
            raise
        return None
    if "LedgerTableName" not in outputs:
        return None
    leases = tuple(Leases(table=target.table(outputs["LedgerTableName"])).all(name))
    return Deployed(stacks=int(outputs["Cohorts"]), leases=leases)


def _stop(name: str, objection: Objection) -> None:
    terminal.stop(f"class {name}: {objection.why}; nothing was deployed", hint=objection.hint)


def _teardown(roster: Roster) -> str:
    return f"Run `lab2api class teardown {roster.name}`"


def _options(slugs: list[str]) -> str:
    return "".join(f" --student {slug}" for slug in slugs[:MOST_NAMED])


def _stack(roster: Roster) -> str:
    return f"{roster.environment.capitalize()}-Class-{roster.name}"


def _named(slugs: list[str]) -> str:
    more = f" and {len(slugs) - MOST_NAMED} more" if len(slugs) > MOST_NAMED else ""
    return ", ".join(slugs[:MOST_NAMED]) + more
