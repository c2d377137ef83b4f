"""The instructor's page: who spends what, now, and whether the guard is awake."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from html import escape

from class_ledger.heartbeat import Heartbeat
from class_ledger.lease import Lease

from . import texts
from .page import page

REFRESH_SECONDS = 30
LATE_SECONDS = 180
"""The guard looks once a minute: after three it is asleep."""
COLUMNS = (
    texts.STUDENT,
    texts.GROUP,
    texts.STATE,
    texts.SINCE,
    texts.SPENT,
    texts.BUDGET,
    texts.SHARE,
    texts.REASON,
)


def spending_page(*, course: str, leases: Iterable[Lease], heartbeat: Heartbeat | None, now: datetime) -> str:
    """Write the page, the dearest student first; it loads itself again."""
    rows = sorted(leases, key=lambda lease: (-lease.share, lease.slug))
    heads = "".join(f"<th>{column.html()}</th>" for column in COLUMNS)
    body = "".join(_row(lease) for lease in rows)
    return page(
        title=course,
        main=(
            f"<h2>{texts.SPENDING.html()}</h2>{_awake(heartbeat, now=now)}"
            f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody><tfoot>{_sum(rows)}</tfoot></table>"
        ),
        refresh_seconds=REFRESH_SECONDS,
    )


def _row(lease: Lease) -> str:
    since = f"{lease.since:%Y-%m-%d %H:%M}" if lease.since else ""
    cells = (lease.slug, lease.group, lease.state, since, _usd(lease.spent_usd), _usd(lease.budget_usd))
    written = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    bar = _bar(lease.share, warn_at=lease.warn_at)
    return f"<tr>{written}<td>{bar}</td><td>{escape(lease.reason)}</td></tr>"


def _bar(share: Decimal, *, warn_at: Decimal) -> str:
    """Draw a share of a budget; what is above the whole is a full bar with its number beside it."""
    drawn = min(share, Decimal(1))
    return (
        f'<meter min="0" max="1" optimum="0" low="{warn_at}" high="0.99" value="{drawn:.4f}"></meter>'
        f" {share:.0%}"
    )


def _sum(leases: list[Lease]) -> str:
    spent = sum((lease.spent_usd for lease in leases), Decimal(0))
    budget = sum((lease.budget_usd for lease in leases), Decimal(0))
    share = f"{spent / budget:.0%}" if budget else ""
    head = f'<th colspan="4">{texts.IN_ALL.html()}: {len(leases)}</th>'
    return f"<tr>{head}<td>{_usd(spent)}</td><td>{_usd(budget)}</td><td>{share}</td><td></td></tr>"


def _awake(heartbeat: Heartbeat | None, *, now: datetime) -> str:
    if heartbeat is None:
        return f'<p role="alert">{texts.NEVER.html()}</p>'
    seconds = int((now - heartbeat.at).total_seconds())
    if seconds > LATE_SECONDS:
        return f'<p role="alert">{texts.LATE.html(at=f"{heartbeat.at:%Y-%m-%d %H:%M} UTC")}</p>'
    return f"<p>{texts.LOOKED.html(seconds=str(seconds), checked=str(heartbeat.checked))}</p>"


def _usd(amount: Decimal) -> str:
    return f"{amount:.2f}"
