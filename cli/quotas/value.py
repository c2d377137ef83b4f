"""What an account has of a quota, and how far that can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from config.quotas import Quota


class Origin(StrEnum):
    """Only what AWS applies to the account stops a deployment."""

    APPLIED = "applied"
    DEFAULT = "default"
    """AWS's for new accounts, asked now: ListServiceQuotas names no value of this account's own."""
    UNVERIFIED = "default, unverified"
    """The committed table's: older, and new accounts often have less."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Value:
    """`code` is the account's word where it has one, else the table's."""

    amount: float | None
    origin: Origin
    code: str | None
    read: date | None = None


class Source(Protocol):
    """Something that knows values of quotas."""

    def value(self, quota: Quota) -> Value:
        """Return what it knows; `Origin.UNKNOWN` where it knows nothing."""
        ...


class Table:
    """The committed defaults, for those who are offline or have no credentials."""

    def value(self, quota: Quota) -> Value:
        """Never an applied value."""
        origin = Origin.UNKNOWN if quota.default is None else Origin.UNVERIFIED
        return Value(amount=quota.default, origin=origin, code=quota.code)
