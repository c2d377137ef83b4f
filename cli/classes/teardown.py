"""The verb `lab2api class teardown`: export, wipe and search, for a student or for the whole class."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.table import Table

from cli import terminal
from cli.classes.known import known
from cli.classes.own_accounts import NOTE
from cli.classes.shared import ledger
from cli.classes.tearing import Outcome, Removed, Teardown, of_class
from cli.target import of_environment
from config.roster_files import load_roster

ORDER = ("active", "warned", "frozen", "wiping", "ended")


def teardown(
    name: Annotated[str, typer.Argument(metavar="ROSTER", help="A class of config/rosters.")],
    student: Annotated[
        list[str] | None, typer.Option("--student", help="Only this student's sandbox; may be repeated.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be wiped, and change nothing.")
    ] = False,
    keep_stacks: Annotated[
        bool, typer.Option("--keep-stacks", help="Leave the cohorts' stacks, whose resources are gone.")
    ] = False,
    without_work: Annotated[
        bool,
        typer.Option("--without-work", help="Also those who have a space and nothing in work/ to export."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Export each student's work, wipe the sandbox, and search for what is left.

    A class ends so by itself on its last day. The work lies in the class's bucket of exports, compared before
    anything is wiped: it is what students have below users/<sandbox>/work/, where their apps copy ~/work to
    every five minutes. What else is on a space's disk is lost. It ends with 1 if anything is left, and says
    what; start it again, it goes on. Afterwards the students' stacks are deleted; with --student remove the
    student from the roster and deploy.
    """
    roster = load_roster(name)
    if roster.accounts:
        terminal.stop(f"{name} has nothing here to tear down", hint=NOTE)
    target = of_environment(roster.environment)
    table = ledger(target, roster)
    slugs = known(roster, student or [], table=table)
    here = of_class(target, roster, table)
    plans = here.plans(slugs or [one.slug for one in roster.students])
    if dry_run:
        _show_plan(plans, as_json)
        return
    if (empty := _empty_handed(plans)) and not without_work:
        terminal.stop(
            f"{', '.join(empty)}: a space with a disk, and nothing in work/ that could be exported",
            hint="Let them copy it, or wipe it all the same with: --without-work",
        )
    if not yes:
        whose = ", ".join(slugs) if slugs else f"all {len(roster.students)} students"
        typer.confirm(f"Export and wipe the sandboxes of {whose} of {roster.name}? No undo.", abort=True)
    outcome = _run(here, slugs, quiet=as_json)
    whole = not slugs and outcome.clean and not keep_stacks
    stacks = here.remove_stacks() if whole else Removed()
    _show(outcome, stacks, as_json=as_json)
    for stack, reason in stacks.failed.items():
        terminal.err.print(f"the stack {stack} is not deleted: {reason}", markup=False, soft_wrap=True)
    if not outcome.clean or stacks.failed:
        raise typer.Exit(1)


def _empty_handed(plans: list[dict[str, Any]]) -> list[str]:
    """Name whose disks go without anything having been handed in."""
    return [plan["slug"] for plan in plans if plan["wiped"].get("spaces") and not plan["exported"]["objects"]]


def _run(here: Teardown, slugs: list[str], *, quiet: bool) -> Outcome:
    if quiet:
        return here.run(slugs, told=lambda _: None)
    with terminal.err.status("[bold]Wiping[/] …") as status:

        def told(states: Counter[str]) -> None:
            counted = ", ".join(f"{states[state]} {state}" for state in ORDER if states[state])
            status.update(f"[bold]Wiping[/] … {counted}")

        return here.run(slugs, told=told)


def _show(outcome: Outcome, stacks: Removed, *, as_json: bool) -> None:
    if as_json:
        terminal.print_json(
            asdict(outcome) | {"stacks_deleted": stacks.deleted, "stacks_failed": stacks.failed}
        )
        return
    colour, mark = ("green", "✓") if outcome.clean else ("red", "✗")
    terminal.out.print(f"[bold {colour}]{mark}[/] {outcome.said}", soft_wrap=True)
    for one in () if outcome.clean else outcome.open:
        terminal.out.print(f"  {one}", markup=False, soft_wrap=True)
    terminal.out.print(f"report: {outcome.report}", soft_wrap=True)
    if stacks.deleted:
        terminal.out.print(f"stacks deleted: {', '.join(stacks.deleted)}", soft_wrap=True)


def _show_plan(plans: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        terminal.print_json(plans)
        return
    table = Table("student", "stage", "kind", "what", box=None)
    for plan in plans:
        work = plan["exported"]
        kept = f"{work['objects']} objects, {work['bytes']:,} bytes"
        table.add_row(plan["slug"], "export", "work", kept)
        for stage, kinds in plan["wiped"].items():
            for kind, names in kinds.items():
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                table.add_row(plan["slug"], stage, kind, ", ".join(names[:3]) + more)
    terminal.out.print(table)
    terminal.out.print("[dim]nothing was changed[/]")
