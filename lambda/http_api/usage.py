"""What one request used of the paid services, told in the answer's headers and as metrics by client."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .prices import PriceList

NAMESPACE = "lab2api"
UNITS_HEADER = "x-lab2api-units"
PRICE_HEADER = "x-lab2api-price-usd"
BASIS_HEADER = "x-lab2api-price-basis"
STAND_IN_HEADER = "x-lab2api-stand-in"
"""A stand-in of the local run names itself with this header in its answer to boto3; AWS never sends it."""


@dataclass
class Usage:
    """Units by `service:Operation`, and the stand-ins that answered in place of AWS."""

    units: Counter[str] = field(default_factory=Counter)
    stand_ins: dict[str, None] = field(default_factory=dict)

    def add(self, operation: str, units: int) -> None:
        """Count `units` of `service:Operation` as billed."""
        self.units[operation] += units

    def heard(self, response: Mapping[str, Any]) -> None:
        """Note who answered: `response` is boto3's."""
        headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        if name := headers.get(STAND_IN_HEADER):
            self.stand_ins[str(name)] = None

    def headers(self, prices: PriceList) -> dict[str, str]:
        """Return what an answer says about its cost; a request that used nothing says 0."""
        told = {
            UNITS_HEADER: ",".join(f"{name}={count}" for name, count in sorted(self.units.items())),
            PRICE_HEADER: f"{prices.estimate(self.units):.9f}",
            BASIS_HEADER: prices.basis,
        }
        return told | ({STAND_IN_HEADER: ", ".join(self.stand_ins)} if self.stand_ins else {})

    def metric_lines(self, prices: PriceList, *, client: str) -> list[str]:
        """Write one line of CloudWatch's embedded metric format for each operation.

        Powertools would add its `service` dimension, and one more makes it another metric.
        """
        return [
            json.dumps(_embedded(name, count, prices=prices, client=client), separators=(",", ":"))
            for name, count in sorted(self.units.items())
        ]


def _embedded(name: str, count: int, *, prices: PriceList, client: str) -> dict[str, Any]:
    """See CloudWatch guide, "Specification: embedded metric format"."""
    service, _, operation = name.partition(":")
    metrics = [{"Name": "Units", "Unit": "Count"}, {"Name": "EstimatedUsd", "Unit": "None"}]
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["ApiKeyId", "Service", "Operation"]],
        "Metrics": metrics,
    }
    return {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
        "ApiKeyId": client,
        "Service": service,
        "Operation": operation,
        "Units": count,
        "EstimatedUsd": float(prices.estimate({name: count})),
    }


def client_of(event: Mapping[str, Any]) -> str:
    """Name who pays: the API key's id, else the token's subject, else the caller's unique id (IAM)."""
    context = event.get("requestContext") or {}
    identity = context.get("identity") or {}
    claims = (context.get("authorizer") or {}).get("claims") or {}
    return str(identity.get("apiKeyId") or claims.get("sub") or identity.get("caller") or "unknown")
