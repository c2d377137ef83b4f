"""Bedrock's tokens by student: each has an inference profile, whose name metrics carry as the model's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from class_ledger.change import Change
from class_ledger.lease import Lease
from class_ledger.meter import Meter, usd
from spend_guard.late import KEPT, LATE, MINUTE, Reading, next_minute
from spend_guard.metrics import Minutes, Query, by_minute
from spend_guard.settings import Prices
from spend_guard.span import Span

TOKENS = "tokens"
_METRICS = ("InputTokenCount", "OutputTokenCount")
MOST_PAGES = 100
SILENT = timedelta(minutes=3)
"""How often one is asked who used none at the last look: a metric costs USD 0.00001, and each has two."""


def profiles_of(bedrock: Any) -> dict[str, str]:
    """Return the names of the account's own inference profiles, by what metrics call them."""
    asked: dict[str, Any] = {"typeEquals": "APPLICATION", "maxResults": 1000}
    found: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        page = bedrock.list_inference_profiles(**asked)
        for profile in page["inferenceProfileSummaries"]:
            found[profile["inferenceProfileId"]] = profile["inferenceProfileName"]
        if not page.get("nextToken"):
            return found
        asked["nextToken"] = page["nextToken"]
    raise TimeoutError(f"ListInferenceProfiles: more than {MOST_PAGES} pages")


@dataclass(frozen=True, kw_only=True)
class _Due:
    """Whom to ask for, from when on."""

    lease: Lease
    profile: str
    before: Meter | None
    reading: Reading
    since: datetime


def token_steps(
    cloudwatch: Any,
    profiles: Mapping[str, str],
    *,
    leases: Sequence[Lease],
    running: Mapping[tuple[str, str], Meter],
    prices: Prices,
    now: datetime,
    span: Span,
) -> Iterator[Change]:
    """Yield the meter of each student whose tokens were asked; who used some is asked again each minute.

    Who has no meter is asked from where no run may have looked yet, and has one from then on.
    """
    until, due = next_minute(now), list[_Due]()
    sandboxes = {lease.sandbox: lease for lease in leases}
    for profile, name in profiles.items():
        if lease := sandboxes.get("-".join(name.split("-")[:2])):
            before = running.get((lease.slug, f"{TOKENS}/{profile}"))
            reading = Reading.of(before) if before else _first(span, now=now)
            wait = MINUTE if before is None or before.usd_per_hour else SILENT
            if until - reading.until >= wait:
                since = reading.since(now=now)
                due.append(_Due(lease=lease, profile=profile, before=before, reading=reading, since=since))
    counted = by_minute(cloudwatch, list(_queries(due)), until=until) if due else {}
    for one in due:
        yield Change(one.before, _meter(one, _cost(one.profile, counted, prices), until=until, now=now))


def _first(span: Span, *, now: datetime) -> Reading:
    """Return from when to read who has no meter: as far back as a number may have been missed."""
    since = max(span.floor((span.since or now) - LATE), now - KEPT)
    since = since.replace(second=0, microsecond=0)
    return Reading(begin=since, until=since, counted={})


def _queries(due: Sequence[_Due]) -> Iterator[Query]:
    for one in due:
        for metric in _METRICS:
            yield Query((one.profile, metric), "AWS/Bedrock", metric, {"ModelId": one.profile}, one.since)


def _cost(
    profile: str, counted: Mapping[tuple[str, ...], Minutes], prices: Prices
) -> dict[datetime, Decimal]:
    cost: dict[datetime, Decimal] = defaultdict(Decimal)
    for metric, price in zip(_METRICS, (prices.tokens_in, prices.tokens_out), strict=True):
        for minute, tokens in counted[profile, metric].items():
            cost[minute] += Decimal(str(tokens)) * price
    return cost


def _meter(one: _Due, cost: Mapping[datetime, Decimal], *, until: datetime, now: datetime) -> Meter:
    more, detail = one.reading.with_(cost, until=until)
    hours = Decimal(str((until - one.reading.until).total_seconds())) / 3600
    return Meter(
        class_name=one.lease.class_name,
        slug=one.lease.slug,
        thing=f"{TOKENS}/{one.profile}",
        kind=TOKENS,
        usd=usd((one.before.usd if one.before else Decimal(0)) + more),
        usd_per_hour=usd(more / hours),
        since=one.before.since if one.before else one.since,
        seen=now,
        detail=detail,
    )
