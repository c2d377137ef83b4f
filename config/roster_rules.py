"""What a class asks of its environment and could not get: each line begins with the class and its key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.catalog import canvas_regions, instance_types
from config.cohorts import MOST_SEATS, cohorts, sandbox_name
from config.inference_profiles import inference_profile
from config.instance_rules import unsold_type
from config.prices import Price, hourly
from config.roster import Roster
from config.roster_uses import NEEDED, uses_of

if TYPE_CHECKING:
    from config.models import Environment

MOST_CLASSES = 2
"""Of an environment: each listens to the AI functions' logs (CloudWatch Logs quotas, filters a log group)."""
GROWN = (
    "raise seats before the first deploy; later that would move students and delete their spaces, so put "
    "those who come after into a second roster file"
)
GUARD_MINUTES = 5
"""How long the spend guard may need until a sandbox is frozen (must show 3 of the class)."""


def broken_rosters(environment: Environment) -> Iterator[str]:
    """Yield one line for every rule that a class of the environment breaks."""
    names = [roster.name for roster in environment.classes]
    if len(names) > MOST_CLASSES:
        yield (
            f"class {', '.join(names)}: {environment.name} can have {MOST_CLASSES} classes, as many as "
            "a log group has subscription filters; give the others an environment of their own"
        )
    for roster in environment.classes:
        for line in _broken(roster, environment):
            yield f"class {roster.name}: {line}"


def _broken(roster: Roster, environment: Environment) -> Iterator[str]:
    yield from _platform(roster, environment)
    yield from _canvas(roster, environment)
    yield from _bedrock(roster, environment)
    yield from _types(roster, environment)
    yield from _cohorts(roster)
    if len(set(roster.services)) < len(roster.services):
        yield "services: names one twice"
    units = roster.accounts.organizational_units if roster.accounts else ()
    if len(set(units)) < len(units):
        yield "accounts.organizational_units: names one twice"


def _platform(roster: Roster, environment: Environment) -> Iterator[str]:
    name = environment.name
    if (studio := environment.studio) is None:
        yield f"environment: {name} has no [studio], where students work; add it there"
    if environment.api.auth != "api-key":
        yield (
            f"environment: {name} asks for {environment.api.auth} where students have an API key each; "
            "set api.auth to api-key there"
        )
    taken = (
        set(studio.users) & {sandbox_name(roster, student) for student in roster.students} if studio else ()
    )
    if taken:
        yield f"students: {', '.join(sorted(taken))} is one of studio.users of {name}; take another slug"


def _canvas(roster: Roster, environment: Environment) -> Iterator[str]:
    if "canvas" not in roster.services:
        return
    if environment.region not in canvas_regions():
        yield f"services: config/catalogs/canvas.toml knows no Canvas in {environment.region}; remove canvas"
    elif environment.canvas is None:
        yield f"services: {environment.name} has no [canvas], which says when a session ends; add it there"


def _bedrock(roster: Roster, environment: Environment) -> Iterator[str]:
    model, region = environment.ai.chat_model, environment.region
    if "bedrock" in roster.services and inference_profile(model=model, region=region) is None:
        yield f"services: Bedrock has no profile of {model} (ai.chat_model) in {region}; remove bedrock"


def _cohorts(roster: Roster) -> Iterator[str]:
    for number, students in cohorts(roster).items():
        if (more := len(students) - MOST_SEATS) > 0:
            yield (
                f"students: stack {number} would hold {len(students)} of them, {more} more than fit; give "
                f"{students[-1].slug} another slug, which decides the stack, or {GROWN}"
            )


def _types(roster: Roster, environment: Environment) -> Iterator[str]:
    region, studio = environment.region, environment.studio
    for use in (use for use in NEEDED if use in uses_of(roster)):
        if not any(name in instance_types(use=use, region=region) for name in roster.instance_types):
            yield f"instance_types: {region} sells none of them for {use} use, which services need; add one"
    if studio and studio.instance_type not in roster.instance_types:
        yield (
            f"instance_types: {studio.instance_type} is missing, on which apps of {environment.name} open "
            "(studio.instance_type)"
        )
    if len(set(roster.instance_types)) < len(roster.instance_types):
        yield "instance_types: names one twice"
    for name in roster.instance_types:
        yield from _type(name, roster, region=region)


def _type(name: str, roster: Roster, *, region: str) -> Iterator[str]:
    sold = [use for use in uses_of(roster) if name in instance_types(use=use, region=region)]
    if not sold:
        yield from unsold_type("instance_types", name, use=uses_of(roster)[0], region=region)
    for use in sold:
        price = hourly(name, region=region, use=use)
        yield from _priced(name, roster, use=use, price=price)


def _priced(name: str, roster: Roster, *, use: str, price: Price | None) -> Iterator[str]:
    if price is None:
        yield (
            f"instance_types: {name} has no price for {use} in config/catalogs, and a guard cannot guard "
            "what has no price; take another"
        )
        return
    least, passed = min(map(roster.budget_of, roster.students)), price.usd * GUARD_MINUTES / 60
    if passed > least:
        yield (
            f"instance_types: {name} costs USD {passed:.2f} in the {GUARD_MINUTES} minutes that the guard "
            f"may need, more than the smallest budget of USD {least:.2f}; raise it, or take a smaller type"
        )
