"""Jobs on SageMaker, and the runs that start them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations


@dataclass(frozen=True, kw_only=True)
class Job:
    """`use` is training, processing or transform; `machine` is None where only the run decides it."""

    name: str
    use: str
    machine: str | None
    count: int = 1
    spot: bool = False
    warm_pool: bool = False
    after: frozenset[str] = frozenset()
    """Steps that have ended before, those before them included."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A pipeline or a state machine: its jobs, of which some may be at work at once."""

    where: str
    jobs: tuple[Job, ...] = ()
    chosen_by_aws: bool = field(default=False)
    """It starts Autopilot, which takes the instances it likes."""

    def at_once(self, counted: Callable[[Job], bool]) -> int:
        """Return how many instances of the jobs that are `counted` may be up at the same time, in one run."""
        wanted = [job for job in self.jobs if counted(job)]
        groups = (group for size in range(len(wanted) + 1) for group in combinations(wanted, size))
        return max(sum(job.count for job in group) for group in groups if _independent(group))


def _independent(jobs: Iterable[Job]) -> bool:
    return not any(one.name in other.after or other.name in one.after for one, other in combinations(jobs, 2))
