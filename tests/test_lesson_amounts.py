"""What the lessons show of `cost`, `quotas check` and `class plan` is what these commands print today."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli import terminal
from cli.__main__ import app
from cli.classes import planned as planning
from cli.cost import command as costing
from cli.declared.reading import resources
from cli.quotas import command as checking
from tests.cli import snapshots
from tests.test_lessons import ENGLISH, LESSONS, blocks, prose, read

AMOUNT = re.compile(r"(?<![\d.,])\d[\d,]*\.\d\d(?![\d.])")
LAST = LESSONS / "07-what-it-costs.md"
CALCULATED = ("cost ", "quotas check ", "class plan ")
DASHBOARD = "AWS::CloudWatch::Dashboard"
WIDE = 125
"""Of the window that the lesson shows: a narrower one leaves columns out, a wider one adds some."""
every_english = pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)


def shown(text: str) -> list[tuple[str, list[str]]]:
    """Each command of the project's own in a text, without the program's name, with the lines below it."""
    return [
        (command.removeprefix("./lab2api "), [line for line in lines.splitlines() if line != "…"])
        for block in blocks(text, "console")
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
        for command, _, lines in [part.partition("\n")]
    ]


def without_dashboards(environment: str) -> dict[str, str]:
    """The templates as lesson 7's change makes them."""
    found = {}
    for name, text in snapshots.texts(environment).items():
        template = json.loads(text)
        kept = {key: one for key, one in template["Resources"].items() if one["Type"] != DASHBOARD}
        found[name] = json.dumps(template | {"Resources": kept})
    return found


def printed(words: str, *, changed: bool = False) -> str:
    """Run a command on the committed templates, which another test compares with the synthesis."""
    texts = without_dashboards if changed else snapshots.texts

    def synthesized(environment: str) -> Any:
        return resources(texts(environment))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(costing, "synthesized", synthesized)
        patch.setattr(checking, "synthesized", synthesized)
        patch.setattr(planning, "texts_of", texts)
        patch.setattr(terminal, "out", Console(width=WIDE, highlight=False))
        ran = CliRunner().invoke(app, shlex.split(words))
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.output
    return "\n".join(" ".join(line.split()) for line in ran.stdout.splitlines())


@pytest.fixture(scope="module")
def calculated() -> str:
    """What the commands print from whose output the lessons take their amounts."""
    return "\n".join(map(printed, ("cost dev --use low", "cost prod", "class plan demo --offline")))


@pytest.mark.parametrize("changed", [False, True])
def test_each_line_shown_is_a_line_printed(changed: bool) -> None:
    parts = read(LAST).partition("## Change one thing")
    found = [each for each in shown(parts[2 if changed else 0]) if each[0].startswith(CALCULATED)]
    assert [command.partition(" --")[0] for command, _ in found] == (
        ["cost dev"] if changed else ["cost dev", "quotas check dev", "class plan demo"]
    )
    for command, lines in found:
        told = printed(command, changed=changed).splitlines()
        assert [line for line in lines if " ".join(line.split()) not in told] == [], command


@every_english
def test_every_amount_in_a_sentence_is_one_that_the_project_calculates(page: Path, calculated: str) -> None:
    text = prose(read(page))
    asked = re.findall(r"USD (\d[\d,]*\.\d\d)", text) + [
        amount
        for cost in re.findall(r"\*\*Cost:\*\*.*?\n\n", text, re.DOTALL)
        for amount in AMOUNT.findall(cost)
    ]
    asked += [f"{int(cents) / 100:.2f}" for cents in re.findall(r"(\d+) cents", text)]
    if page == LAST:
        asked += AMOUNT.findall(text)
    known = set(AMOUNT.findall(calculated)) | _seen()
    assert [amount for amount in asked if amount not in known] == []


def _seen() -> set[str]:
    """Amounts that lesson 7 shows and another test holds, of its demonstration and of its change."""
    _, _, after = read(LAST).partition("## Change one thing")
    lines = [line for command, found in shown(read(LAST)) if command == "class demo" for line in found]
    return set(AMOUNT.findall("\n".join([*lines, *blocks(after, "console")])))
