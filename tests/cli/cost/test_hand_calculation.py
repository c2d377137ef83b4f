"""docs/costs.md and its translation: what is calculated there by hand is what `lab2api cost` prints."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import config
from cli.cost.bill import Bill, bill
from cli.cost.quantity import COLUMNS
from config.usage import USES, usage
from tests.cli import snapshots

ROOT = Path(__file__).resolve().parents[3]
PAGES = ("docs/costs.md", "docs/costs.vi.md")
CALCULATED = ("dev", "prod", "accelerated")
SHOWN = ("idle", "moderate", "weekend")
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def section(page: str, heading: str) -> list[list[str]]:
    """The cells of the table below the heading that begins so, without its head."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (found,) = (part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(heading))
    rows = [line.strip("| ").split(" | ") for line in found.splitlines() if line.startswith("|")]
    return rows[2:]


def value(formula: str) -> float:
    """Work out a sum, a product or a quotient of numbers."""

    def of(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](of(left), of(right))
        raise ValueError(formula)

    return of(ast.parse(formula.replace("\u00d7", "*"), mode="eval").body)


def claimed(cell: str) -> float | None:
    """What a cell says: its formula gives its result, to the cents written."""
    if cell in ("0", "unknown"):
        return None if cell == "unknown" else 0.0
    formula, _, result = cell.partition(" = ")
    worked, said = value(formula), float(result.replace(",", ""))
    assert worked == pytest.approx(said, abs=0.005), cell
    return worked


def printed(environment: str) -> Bill:
    found = snapshots.of(environment)
    assert found, f"no snapshots of {environment}: make snapshots"
    return bill(found, environment=environment, region=config.load(environment).region)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("environment", CALCULATED)
def test_every_line_calculated_by_hand_is_a_line_of_the_command(page: str, environment: str) -> None:
    rows, found = section(page, f"{environment}, "), printed(environment)
    by_hand = sorted((what.strip("`"), *map(claimed, cells)) for what, *cells in rows[:-1])
    by_command = sorted((row.what, *map(row.usd, SHOWN)) for row in found.rows)
    assert [what for what, *_ in by_hand] == [what for what, *_ in by_command]
    for (what, *hand), (_, *command) in zip(by_hand, by_command, strict=True):
        assert hand == pytest.approx(command, abs=1e-6), what


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("environment", CALCULATED)
def test_the_totals_calculated_by_hand_are_the_commands(page: str, environment: str) -> None:
    *rows, total = section(page, f"{environment}, ")
    said = [float(cell.strip("*").replace(",", "")) for cell in total[1:]]
    for place, column in enumerate(SHOWN):
        added = sum(claimed(cells[place + 1]) or 0 for cells in rows)
        assert said[place] == pytest.approx(added, abs=0.005)
        assert said[place] == pytest.approx(printed(environment).total(column).usd, abs=0.005)


@pytest.mark.parametrize("page", PAGES)
def test_the_summary_is_the_commands(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for environment in CALCULATED:
        found = printed(environment)
        (line,) = re.findall(rf"^\| `{environment}` \| (.+) \|$", text, re.MULTILINE)
        *costs, idle, used = line.split(" | ")
        for column, cell in zip(COLUMNS, costs, strict=True):
            total = found.total(column)
            assert NUMBER.findall(cell) == [f"{total.usd:,.2f}"]
            assert bool(total.unknown) == (not cell[0].isdigit())
        assert [int(idle), int(used)] == [found.total("idle").unknown, found.total("high").unknown]


@pytest.mark.parametrize("page", PAGES)
def test_the_assumptions_are_those_of_the_catalog(page: str) -> None:
    headings = {"docs/costs.md": "What is assumed", "docs/costs.vi.md": "Những gì được giả định"}
    rows = section(page, headings[page])
    assert {key.strip("`") for key, *_ in rows} == set(type(usage("low")).model_fields)
    for key, _, *cells in rows:
        numbers = [float(cell.replace(",", "")) for cell in cells]
        assert numbers == [getattr(usage(use), key.strip("`")) for use in USES]


def test_an_idle_control_plane_of_eks_is_about_73_dollars_a_month() -> None:
    (row,) = (row for row in printed("accelerated").rows if row.what == "EKS control plane")
    assert row.usd("idle") == pytest.approx(73.0)


def test_both_languages_have_the_same_numbers() -> None:
    english, vietnamese = (
        sorted(NUMBER.findall(re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)))
        for page in PAGES
    )
    assert english == vietnamese
