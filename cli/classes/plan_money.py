"""The plan's tables of money: what a class costs, and how long a budget lasts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from cli import terminal
from cli.classes.costs import BESIDE, ClassBill
from cli.classes.lasting import Lasting
from cli.classes.overshoot import UNSEEN_SECONDS, Overshoot
from cli.classes.plan_table import head, table_of
from cli.cost.row import Row
from cli.cost.show import money, words
from config.usage import USES

SHOWN = USES[1:]


def print_cost(bill: ClassBill) -> None:
    """Print one student's month, what is shared, and the sums; a sum with unknown prices is the least."""
    head("Cost, USD a month")
    table = table_of("", *SHOWN, left=("",))
    for row in bill.student.rows:
        table.add_row(row.what, *_amounts(row))
    table.add_row("one student", *(words(bill.student.total(use)) for use in SHOWN), style="bold")
    for row in bill.shared.rows:
        table.add_row(f"shared: {row.what}", *_amounts(row))
    title = f"the class of {bill.students:,}"
    table.add_row(title, *(words(bill.month(use)) for use in SHOWN), style="bold")
    months = f"its {bill.months:,.1f} months"
    table.add_row(f"{months}, nobody stopped", *(words(bill.whole(use)) for use in SHOWN))
    table.add_row(f"{months}, by budget", *(words(bill.guarded(use)) for use in SHOWN), style="bold")
    terminal.out.print(table)
    terminal.out.print(
        f"by budget: the guard stops each student at theirs, together USD {sum(bill.budgets):,.2f}"
    )
    for line in BESIDE:
        terminal.err.print(f"not counted: {line}", style="dim", markup=False)


def _amounts(row: Row) -> list[Text]:
    return [money(row.usd(use)) for use in SHOWN]


def print_lasting(found: Sequence[Lasting], *, budget: float) -> None:
    """Print the hours that a budget lasts on each type."""
    head(f"What a budget of USD {budget:,.2f} pays for")
    table = table_of("type", "for", "USD/h", "hours", left=("type", "for"))
    for one in found:
        hours = Text("unknown", style="yellow") if one.hours is None else Text(f"{one.hours:,.1f}")
        table.add_row(one.type, one.use, money(one.usd_per_hour, digits=4), hours)
    terminal.out.print(table)


def print_overshoot(found: Sequence[Overshoot]) -> None:
    """Print the most that a loop spends before its key is closed."""
    head(f"At the worst beyond a budget: a loop through the API, {UNSEEN_SECONDS} s unseen")
    for one in found:
        line = f"USD {one.usd:,.2f}: {one.requests:g} times {one.request}, USD {one.usd_each:.3f} each"
        terminal.out.print(line, soft_wrap=True)
    terminal.out.print("less with a smaller requests_per_second, max_text_bytes or max_pages", style="dim")
