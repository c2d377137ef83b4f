"""What an environment needs of one quota."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from config.quotas import Quota


@dataclass(frozen=True, kw_only=True)
class Need:
    """`amount` in the quota's unit; `peak` is what a deployment may take for a while, with all scaled out."""

    quota: Quota
    amount: float
    of: str
    """Where in the templates it comes from."""
    peak: float | None = None
    each_seat: bool = False
    """It is of one person's, and comes again with each of `--seats`."""

    @property
    def most(self) -> float:
        """The larger of both."""
        return max(self.amount, self.peak or 0)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """All that counts against one quota."""

    quota: Quota
    amount: float
    most: float
    of: tuple[str, ...]


def sums(needs: Iterable[Need]) -> list[Sum]:
    """Add up by quota, in the order of service and name."""
    grouped: dict[tuple[str, str], list[Need]] = {}
    for need in needs:
        if need.most:
            grouped.setdefault((need.quota.service_code, need.quota.name), []).append(need)
    return [
        Sum(
            quota=found[0].quota,
            amount=sum(need.amount for need in found),
            most=sum(need.most for need in found),
            of=tuple(dict.fromkeys(need.of for need in found)),
        )
        for _, found in sorted(grouped.items())
    ]
