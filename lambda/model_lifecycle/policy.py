"""Approval by policy: a score that is good enough, and not much worse than what serves now."""

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict

from model_lifecycle.package import Score


class Decision(BaseModel):
    """`undecided` leaves the version to a person; `why` is written beside it in each case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Literal["Approved", "Rejected", "undecided"]
    why: str


def decide(
    candidate: Score, *, production: Score | None, minimum_score: float, at_most_worse_by: float
) -> Decision:
    """Judge a version; scores are larger where a model is better (tabular/metrics.py)."""
    name, value = candidate.name, candidate.value
    if not math.isfinite(value):
        return Decision(answer="Rejected", why=f"{name} is {value}: no number to judge by")
    if value < minimum_score:
        return Decision(answer="Rejected", why=f"{name} {value:g} is below minimum_score {minimum_score:g}")
    enough = f"{name} {value:g} reaches minimum_score {minimum_score:g}"
    if production is None:
        return Decision(answer="Approved", why=f"{enough}; no version of the registry serves yet")
    if production.name != name:
        why = f"{enough}, but production has {production.name} and no {name}: a person has to compare them"
        return Decision(answer="undecided", why=why)
    if not math.isfinite(production.value):
        return Decision(
            answer="undecided", why=f"{enough}, but production's {name} is {production.value}: compare them"
        )
    worse = production.value - value
    if worse > at_most_worse_by and not math.isclose(worse, at_most_worse_by, rel_tol=1e-9, abs_tol=1e-12):
        why = f"{name} {value:g} is {worse:g} worse than production's {production.value:g}"
        return Decision(answer="Rejected", why=f"{why}; at_most_worse_by is {at_most_worse_by:g}")
    return Decision(answer="Approved", why=f"{enough}; production has {production.value:g}")
