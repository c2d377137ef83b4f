"""A service whose answers go through a ledger, named by the operation and all of its request."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from http_api.aws_calls import AwsService
from http_api.metered import Work

from .ledger import Ledger
from .usable import is_usable


@dataclass(frozen=True, kw_only=True)
class LedgerService(AwsService):
    """Asks through `ledger`."""

    ledger: Ledger

    def ask(
        self,
        operation: Callable[..., Mapping[str, Any]],
        *,
        work: Work,
        units: Mapping[str, int],
        **request: Any,
    ) -> Mapping[str, Any]:
        """Ask once for all deliveries of the page."""

        def paid(own: Work) -> Mapping[str, Any]:
            return AwsService.ask(self, operation, work=own, units=units, **request)

        name = operation.__name__
        return self.ledger.once(
            f"{name}-{_digest(request)}",
            paid,
            work=work,
            usable=lambda answer: is_usable(name, answer, request=request),
        )


def _digest(request: Mapping[str, Any]) -> str:
    written = json.dumps(request, sort_keys=True, default=lambda data: hashlib.sha256(data).hexdigest())
    return hashlib.sha256(written.encode()).hexdigest()[:16]
