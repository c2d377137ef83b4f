"""A bill for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from cli import terminal
from cli.cost.bill import Bill, Total
from cli.cost.quantity import WEEKEND
from cli.cost.row import Row
from cli.instances.show import price_of
from config.usage import HOURS_PER_MONTH

CENT = 0.005
WIDE = 120
"""Characters that the columns which a narrow terminal leaves out need."""
ONLY_WIDE = ("resource", "USD/h idle")


def print_bill(bill: Bill, *, uses: Sequence[str], sources: bool) -> None:
    """Print rows, the dearest first, the totals, what was not counted, and with `sources` each price."""
    columns = ("idle", *uses, WEEKEND)
    terminal.out.print(_table(bill, columns))
    for column in columns:
        terminal.out.print(f"{sentence(column)}: {words(bill.total(column))}")
    _print_notes(bill, sources=sources)


def _table(bill: Bill, columns: Sequence[str]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    shown = ["what", "resource", "USD/h idle", *columns, "price of"]
    if terminal.out.width < WIDE:
        shown = [column for column in shown if column not in ONLY_WIDE]
    for column in shown:
        left = column in ("what", "resource", "price of")
        table.add_column(column, justify="left" if left else "right", no_wrap=not left)
    for row in sorted(bill.rows, key=lambda row: _order(row, columns[-2])):
        cells = _cells(row, columns, region=bill.region)
        table.add_row(*(cells[column] for column in shown))
    totals = {column: _total(bill.total(column)) for column in columns}
    hourly = Text(f"{bill.total('idle').usd / HOURS_PER_MONTH:,.4f}")
    ends = {"what": Text("total, USD"), "USD/h idle": hourly, **totals}
    table.add_row(*(ends.get(column, Text("")) for column in shown), style="bold")
    return table


def _cells(row: Row, columns: Sequence[str], *, region: str) -> dict[str, Text]:
    return {
        "what": Text(row.what),
        "resource": Text(row.resource, style="dim"),
        "USD/h idle": money(row.usd_per_hour, digits=4),
        **{column: money(row.usd(column)) for column in columns},
        "price of": price_of(row.price, region=region),
    }


def _order(row: Row, column: str) -> tuple[float, float]:
    """Put what is unknown first: it may be anything."""
    usd = row.usd(column)
    return (0, 0) if usd is None else (1, -usd)


def money(usd: float | None, *, digits: int = 2) -> Text:
    """Write an amount; what is unknown is never a number, what is little never nothing."""
    if usd is None:
        return Text("unknown", style="yellow")
    if usd == 0:
        return Text("0", style="dim")
    return Text(f"{usd:,.{digits}f}" if usd >= CENT or digits > 2 else "<0.01")


def _total(total: Total) -> Text:
    return Text(f"{'≥ ' if total.unknown else ''}{total.usd:,.2f}", style="bold")


def words(total: Total) -> str:
    """Say a total, and that it is the least where prices are unknown."""
    if not total.unknown:
        return f"USD {total.usd:,.2f}"
    prices = "price" if total.unknown == 1 else "prices"
    return f"at least USD {total.usd:,.2f} ({total.unknown} {prices} unknown)"


def sentence(column: str) -> str:
    """Name a column."""
    if column == WEEKEND:
        return "forgotten over a weekend (60 hours, every app left open)"
    return "a month that nobody asks" if column == "idle" else f"a month of {column} use"


def _print_notes(bill: Bill, *, sources: bool) -> None:
    terminal.err.print(
        "list prices on demand, without free tiers, discounts and tax; what use means: "
        "config/catalogs/usage.toml, docs/costs.md",
        style="dim",
        soft_wrap=True,
    )
    notes = dict.fromkeys(f"{row.what}: {row.note}" for row in bill.rows if row.note)
    for line in (*notes, *(f"not counted: {one}" for one in bill.not_counted)):
        terminal.err.print(line, style="dim", soft_wrap=True, markup=False)
    if sources:
        print_sources(bill)


def print_sources(bill: Bill) -> None:
    """Print each price with its unit, region, day and source."""
    prices = {row.unit: row.price for row in bill.rows}
    for unit, price in sorted(prices.items()):
        said = "unknown: in no source of the catalogs"
        if price:
            said = f"USD {price.usd:.10f}".rstrip("0").rstrip(".")
            said += f"  {price.region}  {price.date}  {price.source}"
        terminal.out.print(f"{unit}: {said}", soft_wrap=True, markup=False)
