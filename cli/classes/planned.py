"""A class's plan: read from its roster, its environment and that environment's templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import config
from cli import terminal
from cli.classes.costs import ClassBill, class_bill
from cli.classes.declared import Declared, declared
from cli.classes.fallen import falls_away
from cli.classes.lasting import Lasting, lasting
from cli.classes.names import Name, as_json, names
from cli.classes.overshoot import Overshoot, overshoots
from cli.classes.room import needed
from cli.classes.timetable import Timetable, timetable
from cli.declared.reading import resources, texts_of
from cli.quotas.check import compared
from cli.quotas.verdict import Code, Finding, code
from cli.target import Target
from config import Environment
from config.roster import Roster
from config.roster_files import load_roster
from config.usage import USES


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that the dry run says."""

    roster: Roster
    region: str
    declared: Declared
    calendar: Timetable
    bill: ClassBill
    lasting: list[Lasting]
    overshoots: list[Overshoot]
    quotas: list[Finding]
    names: list[Name]
    falls_away: tuple[str, ...]
    """What the environment's account cannot keep, where it lets nobody create roles."""

    @property
    def fits(self) -> bool:
        """Whether no quota of the account and no limit of a template stands against it."""
        return code(self.quotas) is not Code.BREAKS and not self.declared.too_large

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        roster = self.roster
        return {
            "class": roster.name,
            "course": roster.course,
            "environment": roster.environment,
            "region": self.region,
            "students": len(roster.students),
            "seats": roster.seats,
            "services": roster.services,
            **self.declared.as_json(),
            "calendar": self.calendar.as_json(),
            "cost": self.bill.as_json(USES),
            "budget_lasts": [one.as_json() for one in self.lasting],
            "overshoot": [one.as_json() for one in self.overshoots],
            "quotas": [finding.as_json() for finding in self.quotas],
            "names": as_json(self.names),
            "falls_away": self.falls_away,
            "fits": self.fits,
        }


def planned(name: str, *, account: Path | None = None, offline: bool = False) -> Plan:
    """Plan a class. Raises ConfigError where its roster or its environment cannot work."""
    roster = load_roster(name)
    settings = config.load(roster.environment)
    with terminal.err.status(f"synthesizing {settings.name} with {len(roster.students)} students …"):
        texts = texts_of(settings.name)
    return of_texts(texts, roster=roster, settings=settings, account=account, offline=offline)


def of_texts(
    texts: dict[str, str],
    *,
    roster: Roster,
    settings: Environment,
    account: Path | None = None,
    offline: bool = False,
    now: datetime | None = None,
) -> Plan:
    """Plan from an environment's templates by stack name; `now` is for tests."""
    own, region = declared(texts, roster), settings.region
    wanted = needed(resources(texts), roster=roster, settings=settings)
    target = Target(environment=settings.name, region=region)
    return Plan(
        roster=roster,
        region=region,
        declared=own,
        calendar=timetable(roster, now=now or datetime.now(tz=UTC)),
        bill=class_bill(own.resources, roster=roster, settings=settings),
        lasting=lasting(roster, region=region),
        overshoots=overshoots(roster, settings=settings),
        quotas=compared(target, wanted, account=account, offline=offline),
        names=names(roster, settings=settings),
        falls_away=falls_away(settings),
    )
