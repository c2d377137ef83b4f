"""Plays a runaway against the guard, in steps of seconds, and says when it ended and what it had cost."""

from __future__ import annotations

from dataclasses import dataclass

from tests.lambda_.spend_guard.runaways import DELIVERY_SECONDS, STEP_SECONDS, Runaway
from tests.lambda_.spend_guard.world import METRIC_LAG, NOON, World

RUN_SECONDS = 20
"""What a run of the guard may take before what it decided is done; a class of 1,000 takes less."""
CALL_SECONDS = 0.1
"""Of a call that ends something."""
LONGEST_SECONDS = 2 * 3600
BUDGET = 1.0
OTHERS = ("binh", "chi")


@dataclass(frozen=True)
class Outcome:
    """`seconds` from the moment that the budget was truly spent to the moment that nothing burned more."""

    name: str
    spent: float
    seconds: float
    settled: bool
    others_go_on: bool
    counted: float
    """What the guard has counted in the end, when no number is late any more."""

    @property
    def overshoot(self) -> float:
        return self.spent - BUDGET


def play(runaway: Runaway, *, phase: int = 0, lag: float = METRIC_LAG) -> Outcome:
    """`phase` is how many seconds after a run of the guard it begins, `lag` how late metrics come."""
    world, over, next_run = World(bedrock=True), list[float](), 60.0
    world.cloudwatch.lag = lag
    for slug in OTHERS:
        world.app(slug)
    world.run()
    acts = _Acts(world, runaway)
    world.apigateway.before = acts.begin
    world.sagemaker.before_ending = acts.end_something
    world.pass_time(phase)
    runaway.begin(world)
    # The ledger is asked last: it takes a thousand times as long as what decides in all steps but a few.
    while "demo-an" not in world.iam.attached or not world.frozen("an"):
        _burn(world, runaway, STEP_SECONDS)
        elapsed = (world.now - NOON).total_seconds()
        assert elapsed < LONGEST_SECONDS, f"{runaway.name} goes on after {elapsed} s: {world.spent}"
        if world.spent["an"] >= BUDGET and not over:
            over.append(elapsed)
        if world.deliver(DELIVERY_SECONDS) or elapsed >= next_run:
            next_run = max(next_run, elapsed // 60 * 60 + 60)
            world.run()
    ended, spent = (world.now - NOON).total_seconds(), world.spent["an"]
    settled = _settled(world, runaway)
    world.deliver(0)
    world.minutes(20)
    return Outcome(
        name=runaway.name,
        spent=spent,
        seconds=ended - (over[0] if over else ended),
        settled=settled,
        others_go_on=_others_go_on(world),
        counted=float(world.lease("an").spent_usd),
    )


class _Acts:
    """What a run does takes a while before its first act, of whatever kind, and a little for each ending."""

    def __init__(self, world: World, runaway: Runaway) -> None:
        self._world, self._runaway, self._begun = world, runaway, False

    def begin(self) -> None:
        if not self._begun:
            self._begun = True
            _burn(self._world, self._runaway, RUN_SECONDS)

    def end_something(self) -> None:
        self.begin()
        self._world.pass_time(CALL_SECONDS)


def _burn(world: World, runaway: Runaway, seconds: int) -> None:
    for _ in range(seconds // STEP_SECONDS):
        runaway.burn(world)
        world.pass_time(STEP_SECONDS)


def _settled(world: World, runaway: Runaway) -> bool:
    """Tell whether nothing of the runaway's runs any more, nor can begin again; its disks may stay."""
    world.minutes(2)
    spent = world.spent["an"]
    _burn(world, runaway, 60)
    return world.spent["an"] == spent


def _others_go_on(world: World) -> bool:
    running = {one.name for one in world.sagemaker.live("app")}
    disabled = {f"key{slug}" for slug in OTHERS} & world.apigateway.disabled
    return running >= {f"demo-{slug}-lab" for slug in OTHERS} and not disabled
