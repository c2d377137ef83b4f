"""From what runs to steps of meters: machines, traffic, requests and tokens, each tried by itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from class_ledger.change import Change
from class_ledger.lease import Lease
from class_ledger.meter import Meter
from class_ledger.meters import Meters
from spend_guard import api_requests, tokens, traffic
from spend_guard.asking import MOST_ASKED, Asking
from spend_guard.clients import Clients
from spend_guard.jobs import JobKind
from spend_guard.metering import Metering
from spend_guard.observing import Failures, Observed, why
from spend_guard.settings import Settings
from spend_guard.span import Span
from spend_guard.things import Thing


class Counting:
    """The steps that one run writes; what could not be asked is in `seen.failed`."""

    def __init__(
        self, *, settings: Settings, clients: Clients, kinds: Sequence[JobKind], meters: Meters
    ) -> None:
        self._settings, self._clients, self._kinds, self._meters = settings, clients, kinds, meters

    def changes(
        self,
        owned: list[tuple[str, Thing]],
        leases: Mapping[str, Lease],
        running: Mapping[tuple[str, str], Meter],
        *,
        seen: Observed,
        now: datetime,
        span: Span,
    ) -> Iterator[Change]:
        """Yield a step for each thing of a student that costs, and for what has ended since the last run."""
        settings, clients = self._settings, self._clients
        asking = Asking(sagemaker=clients.sagemaker, kinds=self._kinds, failed=seen.failed, most=MOST_ASKED)
        metering = Metering(
            class_name=settings.class_name,
            prices=settings.prices,
            asking=asking,
            now=now,
            span=span,
        )
        steps = list(
            metering.steps(
                owned,
                running={key: meter for key, meter in running.items() if key[0] in leases},
                closed=lambda keys: self._meters.closed(settings.class_name, keys),
                unseen=seen.failed,
            )
        )
        yield from _tried(
            "traffic",
            seen,
            lambda: traffic.with_traffic(
                steps, cloudwatch=clients.cloudwatch, prices=settings.prices, now=now
            ),
            otherwise=steps,
        )
        yield from _tried("requests", seen, lambda: self._requests(leases, running, now=now))
        yield from _tried("tokens", seen, lambda: self._tokens(leases, running, now=now, span=span))

    def _requests(
        self, leases: Mapping[str, Lease], running: Mapping[tuple[str, str], Meter], *, now: datetime
    ) -> Iterator[Change]:
        if self._settings.plan:
            counted = api_requests.requests_of(self._clients.apigateway, plan=self._settings.plan, now=now)
            yield from api_requests.request_steps(
                counted,
                leases=list(leases.values()),
                running=running,
                price=self._settings.prices.request,
                now=now,
            )

    def _tokens(
        self,
        leases: Mapping[str, Lease],
        running: Mapping[tuple[str, str], Meter],
        *,
        now: datetime,
        span: Span,
    ) -> Iterator[Change]:
        if self._clients.bedrock is not None:
            yield from tokens.token_steps(
                self._clients.cloudwatch,
                tokens.profiles_of(self._clients.bedrock),
                leases=list(leases.values()),
                running=running,
                prices=self._settings.prices,
                now=now,
                span=span,
            )


def _tried(
    what: str,
    seen: Observed,
    steps: Callable[[], Iterable[Change]],
    *,
    otherwise: Iterable[Change] = (),
) -> list[Change]:
    """Return the steps, or what there is without them where AWS could not be asked."""
    try:
        return list(steps())
    except Failures as error:
        seen.failed[what] = why(error)
        return list(otherwise)
