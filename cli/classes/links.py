"""The verb `lab2api class links`: a personal link each, to print or as a CSV for the instructor."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from class_ledger.tokens import Token
from cli import terminal
from cli.classes.issuing import Holder, Link, Links
from cli.classes.shared import door, ledger
from cli.target import of_environment
from config.roster import Roster
from config.roster_files import load_roster


def links(
    name: Annotated[str, typer.Argument(metavar="ROSTER", help="A class of config/rosters.")],
    to_csv: Annotated[
        Path | None, typer.Option("--csv", help="Write them to this new file, readable by you alone.")
    ] = None,
    student: Annotated[str, typer.Option("--student", help="Only this student's, by slug.")] = "",
    instructor: Annotated[
        bool, typer.Option("--instructor", help="Your own, to the page of who spends what.")
    ] = False,
    missing: Annotated[
        bool, typer.Option("--missing", help="Only for those who have none: nothing is replaced.")
    ] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="End the links, and make none.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Make a personal link for each student of a deployed class; a link signs in to Studio.

    A link is shown this once: the class keeps its hash alone. Making new ones ends the old ones, and says so
    first. Give the CSV to nobody as a whole; send each student their row. Sessions that are open stay open
    until they end by themselves: `class freeze` stops a student at once.
    """
    roster = load_roster(name)
    holders = _holders(roster, student=student, instructor=instructor)
    if to_csv and to_csv.exists():
        terminal.stop(f"{to_csv} exists", hint="Links are written to a new file: remove it, or name another.")
    target = of_environment(roster.environment)
    here = Links(table=ledger(target, roster), roster=roster, door=door(target, roster))
    valid = here.valid(holders, and_of_the_dropped=not (student or instructor))
    if revoke:
        _end(here, valid, roster=roster, yes=yes, as_json=as_json)
        return
    if missing:
        having = {token.slug for token in valid}
        holders, valid = [one for one in holders if one.slug not in having], []
    if valid and not yes:
        _ask(f"{_those(valid)} of {roster.name} will stop working. Make new ones?")
    _hand_over(here, holders, ending=valid, to_csv=to_csv, as_json=as_json)


def _holders(roster: Roster, *, student: str, instructor: bool) -> list[Holder]:
    if student and instructor:
        terminal.stop("--student and --instructor are two links", hint="Ask for one at a time.")
    if instructor:
        return [Holder(slug=None)]
    found = [Holder(slug=one.slug, group=one.group) for one in roster.students if student in ("", one.slug)]
    if not found:
        slugs = ", ".join(one.slug for one in roster.students[:8])
        terminal.stop(f"{roster.name} has no student {student}", hint=f"Students: {slugs}")
    return found


def _end(here: Links, valid: Sequence[Token], *, roster: Roster, yes: bool, as_json: bool) -> None:
    if valid and not yes:
        _ask(f"{_those(valid)} of {roster.name} will stop working. End them?")
    here.revoke(valid, now=datetime.now(UTC))
    if as_json:
        terminal.print_json({"revoked": len(valid)})
    else:
        terminal.out.print(f"{_those(valid)} of {roster.name} ended")


def _hand_over(
    here: Links, holders: Sequence[Holder], *, ending: Sequence[Token], to_csv: Path | None, as_json: bool
) -> None:
    """Keep the new hashes, hand the links over, and only then end the old ones.

    Whatever breaks in between, no student is left without a link that works.
    """
    now = datetime.now(UTC)
    made = here.issue(holders, now=now)
    if to_csv:
        _write(to_csv, made)
    if as_json:
        terminal.print_json({"links": [link.row() for link in made], "revoked": len(ending)})
    elif to_csv:
        terminal.out.print(f"{_those(made)} in {to_csv}, readable by you alone", soft_wrap=True)
    else:
        _print(made)
    here.revoke(ending, now=now)


def _ask(question: str) -> None:
    """Stop where the answer is no; the question is beside what `--json` prints."""
    typer.confirm(question, abort=True, err=True)


def _write(path: Path, made: Sequence[Link]) -> None:
    """Write a file that only its owner may read, from its first byte on."""
    text = StringIO(newline="")
    rows = csv.DictWriter(text, fieldnames=["who", "role", "group", "token", "link"], lineterminator="\n")
    rows.writeheader()
    rows.writerows(link.row() for link in made)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - of a descriptor
        file.write(text.getvalue())


def _print(made: Sequence[Link]) -> None:
    if not made:
        terminal.out.print("everyone has a link; nothing to make")
        return
    width = max(len(link.row()["who"]) for link in made)
    for link in made:
        row = link.row()
        terminal.out.print(f"{row['who']:{width}}  {row['link']}", markup=False, soft_wrap=True)


def _those(several: Sequence[Token] | Sequence[Link]) -> str:
    return "1 link" if len(several) == 1 else f"{len(several)} links"
