"""Needs beside values: what fits, what breaks, and what could not be told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from cli.quotas.asked import GLOBAL
from cli.quotas.need import Sum
from cli.quotas.value import Origin, Source, Value


class State(StrEnum):
    """A value that is not the account's own breaks nothing: it may."""

    FITS = "fits"
    BREAKS = "breaks"
    MAY_BREAK = "may break"
    UNKNOWN = "unknown"


class Code(IntEnum):
    """What the command ends with."""

    FITS = 0
    BREAKS = 1
    UNKNOWN = 3


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One quota."""

    needed: Sum
    value: Value
    region: str

    @property
    def amount(self) -> int:
        """What is needed, in whole units."""
        return math.ceil(self.needed.amount)

    @property
    def most(self) -> int:
        """What a deployment needs while everything is scaled out."""
        return math.ceil(self.needed.most)

    @property
    def state(self) -> State:
        """How it ends."""
        if self.value.amount is None:
            return State.UNKNOWN
        if self.value.amount >= self.amount:
            return State.FITS
        return State.BREAKS if self.value.origin is Origin.APPLIED else State.MAY_BREAK

    @property
    def short(self) -> float:
        """By how much the account has too little; 0 where it fits or is unknown."""
        return max(0, self.amount - self.value.amount) if self.value.amount is not None else 0

    @property
    def request(self) -> str:
        """Write the line that asks AWS for enough, or the one that finds the code for it."""
        quota, code = self.needed.quota, self.value.code
        region = GLOBAL.get(quota.service_code, self.region)
        if code is None:
            query = f"Quotas[?QuotaName=='{quota.name}'].[QuotaCode,Value]"
            if not quota.known:
                query = "Quotas[].[QuotaName,QuotaCode,Value]"
            ask = f"aws service-quotas list-service-quotas --service-code {quota.service_code}"
            return f'{ask} --region {region} --query "{query}"'
        ask = f"aws service-quotas request-service-quota-increase --service-code {quota.service_code}"
        return f"{ask} --quota-code {code} --desired-value {self.amount} --region {region}"

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        quota = self.needed.quota
        return {
            "service": quota.service_code,
            "quota": quota.name,
            "code": self.value.code,
            "unit": quota.unit,
            "state": self.state,
            "needed": self.amount,
            "needed_at_most": self.most,
            "has": self.value.amount,
            "origin": self.value.origin,
            "read": self.value.read,
            "short": self.short,
            "of": self.needed.of,
            "request": None if self.state is State.FITS else self.request,
        }


def judge(needed: Sequence[Sum], source: Source, *, region: str) -> list[Finding]:
    """Compare each; the worst first."""
    found = [Finding(needed=one, value=source.value(one.quota), region=region) for one in needed]
    order = [State.BREAKS, State.MAY_BREAK, State.UNKNOWN, State.FITS]
    return sorted(found, key=lambda finding: order.index(finding.state))


def code(findings: Iterable[Finding]) -> Code:
    """Return what the command ends with."""
    states = {finding.state for finding in findings}
    if State.BREAKS in states:
        return Code.BREAKS
    return Code.UNKNOWN if states & {State.MAY_BREAK, State.UNKNOWN} else Code.FITS
