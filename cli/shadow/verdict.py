"""Whether a shadow may take over."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from cli.shadow.comparison import Agreement
from cli.shadow.measured import Measured


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Thresholds(_Part):
    """What a shadow must keep to be promoted.

    `agreement`: the lower end of the 95 % interval of the share of rows with the same answer.
    `latency_ratio`: its p99 over production's. `errors`: how much its share of failed calls may be above
    production's. `rows`: fewer say too little. `tolerance`: of values, in standard deviations.
    """

    agreement: float
    latency_ratio: float
    errors: float
    rows: int
    tolerance: float


class Finding(_Part):
    """One question, its answer in words, and whether it is good enough."""

    what: str
    seen: str
    wanted: str
    good: bool


class Verdict(_Part):
    """`wait`: there is too little to judge by."""

    answer: Literal["promote", "keep", "wait"]
    findings: list[Finding]


def judge(agreement: Agreement, *, production: Measured, shadow: Measured, thresholds: Thresholds) -> Verdict:
    """Hold the numbers against the thresholds; what CloudWatch has no number for is not good enough."""
    ratio = shadow.p99 / production.p99 if shadow.p99 and production.p99 else None
    more = shadow.error_rate - production.error_rate
    findings = [
        Finding(
            what="rows compared",
            seen=f"{agreement.rows}",
            wanted=f"{thresholds.rows} or more",
            good=agreement.rows >= thresholds.rows,
        ),
        Finding(
            what="same answer",
            seen=f"{agreement.share:.2%} (95 %: {agreement.low:.2%} to {agreement.high:.2%})",
            wanted=f"surely {thresholds.agreement:.2%} or more",
            good=agreement.low >= thresholds.agreement,
        ),
        Finding(
            what="p99 of the model's time",
            seen="not measured" if ratio is None else f"{ratio:.2f} times production's",
            wanted=f"at most {thresholds.latency_ratio:g} times",
            good=ratio is not None and ratio <= thresholds.latency_ratio,
        ),
        Finding(
            what="failed calls",
            seen=f"{shadow.error_rate:.2%}, production {production.error_rate:.2%}",
            wanted=f"at most {thresholds.errors:.2%} more",
            good=more <= thresholds.errors,
        ),
    ]
    if not findings[0].good:
        return Verdict(answer="wait", findings=findings)
    return Verdict(answer="promote" if all(each.good for each in findings) else "keep", findings=findings)
