"""What one request used of the paid services, told in the answer's headers and as metrics by client."""

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .prices import PriceList

NAMESPACE = "lab2api"
UNITS_HEADER = "x-lab2api-units"
UNANSWERED_HEADER = "x-lab2api-unanswered"
PRICE_HEADER = "x-lab2api-price-usd"
BASIS_HEADER = "x-lab2api-price-basis"
STAND_IN_HEADER = "x-lab2api-stand-in"
"""A stand-in of the local run names itself with this header in its answer to boto3; AWS never sends it."""


@dataclass
class Usage:
    """Units by `service:Operation`, and the stand-ins that answered in place of AWS.

    `unanswered` are the units of calls that were sent and broke off: AWS may bill them or not.
    """

    units: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    stand_ins: dict[str, None] = field(default_factory=dict)

    def add(self, operation: str, units: int) -> None:
        """Count `units` of `service:Operation` as billed."""
        self.units[operation] += units

    def add_all(self, other: "Usage") -> None:
        """Count all that `other` has."""
        self.units.update(other.units)
        self.unanswered.update(other.unanswered)
        self.stand_ins.update(other.stand_ins)

    def heard(self, response: Mapping[str, Any]) -> None:
        """Note who answered: `response` is boto3's."""
        headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        if name := headers.get(STAND_IN_HEADER):
            self.stand_ins[str(name)] = None

    def headers(self, prices: PriceList) -> dict[str, str]:
        """Return what an answer says about its cost; a request that used nothing says 0."""
        told = {
            UNITS_HEADER: _listed(self.units),
            PRICE_HEADER: f"{prices.estimate(self.units):.9f}",
            BASIS_HEADER: prices.basis,
        }
        if self.unanswered:
            told[UNANSWERED_HEADER] = _listed(self.unanswered)
        return told | ({STAND_IN_HEADER: ", ".join(self.stand_ins)} if self.stand_ins else {})

    def metric_lines(self, prices: PriceList, *, client: str) -> list[str]:
        """Write one line of CloudWatch's embedded metric format for each operation.

        Powertools would add its `service` dimension, and one more makes it another metric.
        """
        return [
            json.dumps(self._embedded(name, prices=prices, client=client), separators=(",", ":"))
            for name in sorted(self.units.keys() | self.unanswered.keys())
        ]

    def _embedded(self, name: str, *, prices: PriceList, client: str) -> dict[str, Any]:
        """See CloudWatch guide, "Specification: embedded metric format"."""
        service, _, operation = name.partition(":")
        values = {"Units": self.units[name], "EstimatedUsd": float(prices.estimate({name: self.units[name]}))}
        if self.unanswered[name]:
            values["UnansweredUnits"] = self.unanswered[name]
        dimensions = {"ApiKeyId": client, "Service": service, "Operation": operation}
        return _directive(dimensions, metrics=list(values)) | dimensions | values


def _listed(units: Mapping[str, int]) -> str:
    return ",".join(f"{name}={count}" for name, count in sorted(units.items()))


def _directive(dimensions: Mapping[str, str], *, metrics: Sequence[str]) -> dict[str, Any]:
    described = [{"Name": name, "Unit": "None" if name == "EstimatedUsd" else "Count"} for name in metrics]
    directive = {"Namespace": NAMESPACE, "Dimensions": [list(dimensions)], "Metrics": described}
    return {"_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}}
