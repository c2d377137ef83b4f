"""The check itself, for its own verb and for `lab2api deploy`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from cli import terminal
from cli.declared.resource import Resource
from cli.quotas import asked, listed
from cli.quotas.need import Need, Sum, sums
from cli.quotas.needs import needs
from cli.quotas.value import Source, Table
from cli.quotas.verdict import Finding, judge
from cli.target import Target


def check(
    target: Target,
    resources: Sequence[Resource],
    *,
    seats: int | None = None,
    account: Path | None = None,
    offline: bool = False,
) -> list[Finding]:
    """Compare what the templates need with the account, a file of its quotas, or the committed defaults."""
    return compared(target, needs(resources, people_at_once=seats), account=account, offline=offline)


def compared(
    target: Target, needed: Iterable[Need], *, account: Path | None = None, offline: bool = False
) -> list[Finding]:
    """Compare needs, wherever they come from."""
    added = sums(needed)
    source = listed.of_file(account) if account else _known(target, added, offline=offline)
    return judge(added, source, region=target.region)


def _known(target: Target, needed: Sequence[Sum], *, offline: bool) -> Source:
    if offline:
        return Table()
    if not asked.has_credentials():
        terminal.err.print("no AWS credentials: compared with AWS's defaults, unverified", style="yellow")
        return Table()
    try:
        return asked.account(target, [one.quota for one in needed])
    except (BotoCoreError, ClientError) as error:
        terminal.err.print(f"Service Quotas could not be asked: {error}", style="yellow", markup=False)
        terminal.err.print("compared with AWS's defaults, unverified", style="yellow")
        return Table()
