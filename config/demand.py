"""A need with its place: for which use, in which region, and what could not be named there at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.catalog import nearest
from config.conditions import Condition, conditions
from config.instances import BURSTABLE_FAMILIES, family
from config.machine import Machine, machines
from config.need import Need
from config.room import NO_ROOM, Room


@dataclass(frozen=True)
class Demand:
    """`steady` is for what scales, and for clusters: types on CPU credits are left out.

    `room` is what one of those takes that share the machine.
    """

    need: Need
    use: str
    region: str
    steady: bool = False
    room: Room = NO_ROOM

    @property
    def candidates(self) -> list[Machine]:
        """Every type that the region sells and that could be named in this place."""
        return [one for one in machines(use=self.use, region=self.region) if self._usable(one)]

    @property
    def fulfilled_by(self) -> list[Machine]:
        """The candidates that hold every condition."""
        asked = conditions(self.need, room=self.room)
        return [one for one in self.candidates if all(condition.holds(one) for condition in asked)]

    @property
    def unpriced(self) -> list[Machine]:
        """What would fulfil it if it cost little enough, of which no price is known."""
        free = replace(self, need=self.need.model_copy(update={"max_usd_per_hour": None}))
        return [one for one in free.fulfilled_by if one.price is None]

    @property
    def nearest_regions(self) -> list[str]:
        """The nearest regions, two at most, where it can be fulfilled."""
        return [other for other in nearest(self.region) if replace(self, region=other).fulfilled_by][:2]

    def _usable(self, machine: Machine) -> bool:
        bare = family(machine.name).removeprefix("ml.").removesuffix("a")
        return not (self.steady and f"ml.{bare}" in BURSTABLE_FAMILIES) and not self.room.short_of(machine)


def impossible(demand: Demand) -> tuple[Condition, list[Machine]]:
    """Return the condition that leaves nothing of the candidates, and what there was before it."""
    left = demand.candidates
    for condition in conditions(demand.need, room=demand.room):
        kept = [machine for machine in left if condition.holds(machine)]
        if not kept:
            return condition, left
        left = kept
    raise ValueError("the demand can be fulfilled")
