"""Which candidates are tried: each algorithm in turn, its hyperparameters proposed by FLAML's CFO.

https://microsoft.github.io/FLAML/docs/Use-Cases/Tune-User-Defined-Function
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from flaml.tune.searcher.blendsearch import CFO

MOST_EMPTY = 100
"""CFO proposes nothing for what it has tried already; after so many in a row there is nothing left to try."""


@dataclass(frozen=True, kw_only=True)
class Space:
    """An algorithm's hyperparameters: their ranges, and the values that are tried first."""

    domain: Mapping[str, Any]
    first: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One candidate to train."""

    name: str
    algorithm: str
    parameters: dict[str, Any]


class Search:
    """Proposes, and learns from the scores that it is told; the same scores give the same proposals."""

    def __init__(self, spaces: Mapping[str, Space], *, mode: str, seed: int = 0) -> None:
        self._searchers = {
            algorithm: CFO(
                metric="score",
                mode=mode,
                space=dict(space.domain),
                points_to_evaluate=[dict(space.first)],
                seed=seed + number,
            )
            for number, (algorithm, space) in enumerate(spaces.items())
        }

    def proposals(self) -> Iterator[Proposal]:
        """Propose without end, or until no algorithm has anything new."""
        number, empty = 0, 0
        for algorithm in cycle(self._searchers):
            name = f"stand-in-{number + 1:03d}-{algorithm}"
            parameters = self._searchers[algorithm].suggest(name)
            empty = 0 if parameters else empty + 1
            if empty > MOST_EMPTY:
                return
            if parameters:
                number += 1
                plain = {key: _plain(value) for key, value in parameters.items()}
                yield Proposal(name=name, algorithm=algorithm, parameters=plain)

    def learn(self, proposal: Proposal, *, score: float | None, seconds: float) -> None:
        """Tell the score of a proposal; None where it failed."""
        searcher = self._searchers[proposal.algorithm]
        if score is None:
            searcher.on_trial_complete(proposal.name, error=True)
            return
        result = {"score": score, "config": proposal.parameters, "time_total_s": seconds}
        searcher.on_trial_complete(proposal.name, {**result, "training_iteration": 1})


def _plain(value: Any) -> Any:
    """Return a NumPy number as Python's own."""
    return value.item() if hasattr(value, "item") else value
