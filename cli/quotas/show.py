"""Findings for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from cli import terminal
from cli.quotas.value import Origin
from cli.quotas.verdict import Finding, State

WIDE = ("", "quota", "needed", "replacing", "has", "short", "has by", "for")
NARROW = ("", "quota", "needed", "has", "has by")
WIDTH = 130
"""Characters that the wide table needs."""
NUMBERS = ("needed", "replacing", "has", "short")
COLOURS = {State.FITS: "green", State.BREAKS: "red", State.MAY_BREAK: "yellow", State.UNKNOWN: "yellow"}


def print_findings(findings: Sequence[Finding], *, not_counted: Sequence[str]) -> None:
    """Print the table, the lines to copy and what was left aside.

    `replacing` is what a deployment takes for a while if it replaces a fleet that is scaled out.
    """
    table = Table(box=None, padding=(0, 1, 0, 0))
    columns = WIDE if terminal.out.width >= WIDTH else NARROW
    for column in columns:
        table.add_column(column, justify="right" if column in NUMBERS else "left", no_wrap=column == "")
    for finding in findings:
        shown = cells(finding)
        table.add_row(*(shown[column] for column in columns))
    terminal.out.print(table)
    print_requests(findings)
    if not_counted:
        terminal.err.print(f"not counted: {'; '.join(not_counted)}", style="dim", soft_wrap=True)


def cells(finding: Finding) -> dict[str, str]:
    """Return one row's cells by column."""
    colour, value = COLOURS[finding.state], finding.value
    read = f", {value.read}" if value.origin is Origin.APPLIED and value.read else ""
    first, *more = finding.needed.of
    return {
        "": f"[{colour}]{finding.state}[/]",
        "quota": f"{finding.needed.quota.service_code}: {finding.needed.quota.name}",
        "needed": f"{finding.amount:,}",
        "replacing": f"{finding.most:,}" if finding.most > finding.amount else "",
        "has": "?" if value.amount is None else f"{value.amount:,g}",
        "short": f"{finding.short:,g}" if finding.short else "",
        "has by": f"{value.origin}{read}",
        "for": f"{first}{f' and {len(more)} more' if more else ''}",
    }


def print_requests(findings: Sequence[Finding]) -> None:
    """Print what to ask AWS for, ready to copy; asking costs nothing, an answer may take days."""
    asked = [finding for finding in findings if finding.state is not State.FITS]
    if asked:
        terminal.out.print("\nTo ask AWS:")
    for finding in asked:
        terminal.out.print(finding.request, soft_wrap=True, markup=False)
