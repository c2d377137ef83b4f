"""A plan for people: one table a question, the shortest answer first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli import terminal
from cli.classes.declared import MOST_BYTES, MOST_RESOURCES, Declared
from cli.classes.names import Name
from cli.classes.own_accounts import NOTE
from cli.classes.plan_money import print_cost, print_lasting, print_overshoot
from cli.classes.plan_table import head, table_of
from cli.classes.timetable import Timetable
from cli.quotas.show import cells, print_requests
from cli.quotas.verdict import Finding, State

if TYPE_CHECKING:
    from cli.classes.planned import Plan

MOST_NAMES, MOST_TYPES = 12, 8
"""Of a long table; the rest is in --json and --csv."""


def print_plan(plan: Plan) -> None:
    """Print it all."""
    roster = plan.roster
    students = f"{len(roster.students):,} of {roster.seats:,} seats"
    terminal.out.print(f"[bold]{roster.name}[/] on {roster.environment}, {plan.region}: {students}")
    _calendar(plan.calendar)
    _stacks(plan.declared)
    print_cost(plan.bill)
    print_lasting(plan.lasting, budget=roster.budget_usd)
    print_overshoot(plan.overshoots)
    _quotas(plan.quotas)
    _names(plan.names)
    _falls_away(plan.falls_away)
    if roster.accounts:
        terminal.out.print(f"\n{NOTE}", style="yellow", soft_wrap=True)
    if plan.fits:
        terminal.out.print(f"\nnothing was deployed; to do it: lab2api deploy {roster.environment}")
    else:
        terminal.out.print("\nnothing was deployed, and it does not fit: see above", style="red")


def _calendar(found: Timetable) -> None:
    head("Calendar")
    terminal.out.print(f"from {found.local(found.starts)}, {found.days:,} days; {_state(found)}")
    hours = "day and night"
    if found.sessions is not None:
        hours = (
            f"{found.sessions:,} sessions, {found.hours:,.0f} hours; outside of them everything is stopped"
        )
    terminal.out.print(f"sandboxes run {hours}")
    terminal.out.print(f"to   {found.local(found.ends)}, when export and teardown begin")


def _state(found: Timetable) -> str:
    over = "[red]over: what is deployed now ends at once; change `end`[/]"
    return {"before": "not begun", "running": "[green]running[/]", "over": over}[found.phase]


def _stacks(found: Declared) -> None:
    head("Stacks and resources")
    largest = max(found.stacks, key=lambda stack: stack.resources, default=None)
    terminal.out.print(f"{len(found.stacks):,} stacks, {len(found.resources):,} resources")
    if largest:
        bytes_ = max(stack.bytes for stack in found.stacks)
        terminal.out.print(
            f"largest template: {largest.resources} of {MOST_RESOURCES} resources, "
            f"{bytes_ / 1000:,.0f} of {MOST_BYTES / 1000:,.0f} kB"
        )
    for stack in found.too_large:
        terminal.out.print(f"too large: {stack.name}", style="red")
    types = list(found.types.items())
    said = [f"{count:,} {type_}" for type_, count in types[:MOST_TYPES]]
    said += [f"{len(types) - MOST_TYPES} more types in --json"] if len(types) > MOST_TYPES else []
    terminal.out.print(", ".join(said), style="dim")


def _quotas(findings: Sequence[Finding]) -> None:
    head("Quotas, every seat taken and all at work at once")
    worse = [finding for finding in findings if finding.state is not State.FITS]
    terminal.out.print(f"{len(findings) - len(worse)} of {len(findings)} fit")
    if not worse:
        return
    table = table_of("", "quota", "needed", "has", "has by", left=("", "quota", "has by"))
    for finding in worse:
        shown = cells(finding)
        table.add_row(*(shown[key] for key in ("", "quota", "needed", "has", "has by")))
    terminal.out.print(table)
    print_requests(worse)


def _falls_away(lines: Sequence[str]) -> None:
    if lines:
        head("What this account cannot keep, since nobody may create a role in it")
    for line in lines:
        terminal.out.print(f"- {line}", style="yellow", markup=False)


def _names(found: Sequence[Name]) -> None:
    head("Names")
    table = table_of(
        "slug", "group", "sandbox", "stack", "budget USD", left=("slug", "group", "sandbox", "stack")
    )
    for name in found[:MOST_NAMES]:
        table.add_row(name.slug, name.group, name.sandbox, name.stack, f"{name.budget_usd:,.2f}")
    terminal.out.print(table)
    if len(found) > MOST_NAMES:
        terminal.out.print(f"{len(found) - MOST_NAMES:,} more: --csv FILE writes all", style="dim")
