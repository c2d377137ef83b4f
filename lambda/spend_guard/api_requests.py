"""What each student asked of the API, by key: API Gateway counts, and each request has one price."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from class_ledger.change import Change
from class_ledger.lease import Lease
from class_ledger.meter import Meter, usd

REQUESTS = "requests"
PLAN_PAGE = 500
"""The most that a page of GetUsage has (API Gateway API reference)."""
MOST_PAGES = 100


def requests_of(apigateway: Any, *, plan: str, now: datetime) -> dict[str, dict[str, int]]:
    """Return each key's requests of today and yesterday, by the day in UTC, which is how AWS counts them."""
    days = [(now - timedelta(days=back)).date().isoformat() for back in (1, 0)]
    asked = {"usagePlanId": plan, "startDate": days[0], "endDate": days[1], "limit": PLAN_PAGE}
    found: dict[str, dict[str, int]] = {}
    for _ in range(MOST_PAGES):
        page = apigateway.get_usage(**asked)
        for key, used in page.get("items", {}).items():
            # The newest day is the last: a key that is younger than the first day has fewer counts.
            counts = zip(reversed(days), reversed(used), strict=False)
            found[key] = {day: int(count[0]) for day, count in counts}
        if not page.get("position"):
            return found
        asked["position"] = page["position"]
    raise TimeoutError(f"GetUsage: more than {MOST_PAGES} pages")


def request_steps(
    counted: Mapping[str, Mapping[str, int]],
    *,
    leases: Sequence[Lease],
    running: Mapping[tuple[str, str], Meter],
    price: Decimal,
    now: datetime,
) -> Iterator[Change]:
    """Yield a meter a student and day; a count never goes back, and a day is closed two days later."""
    slugs = {lease.api_key_id: lease for lease in leases}
    for key, days in counted.items():
        for day, count in days.items():
            if (lease := slugs.get(key)) and count:
                before = running.get((lease.slug, f"{REQUESTS}/{day}"))
                amount = max(usd(price * count), before.usd if before else Decimal(0))
                yield Change(before, _counter(lease, day, amount=amount, before=before, now=now))
    oldest = (now - timedelta(days=1)).date().isoformat()
    for meter in running.values():
        if meter.kind == REQUESTS and meter.thing.partition("/")[2] < oldest:
            yield Change(meter, meter, closes=True)


def _counter(lease: Lease, day: str, *, amount: Decimal, before: Meter | None, now: datetime) -> Meter:
    return Meter(
        class_name=lease.class_name,
        slug=lease.slug,
        thing=f"{REQUESTS}/{day}",
        kind=REQUESTS,
        usd=amount,
        since=before.since if before else now,
        seen=now,
        detail=before.detail if before else {},
    )
