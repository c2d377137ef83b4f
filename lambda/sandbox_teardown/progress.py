"""How far a stage is, which the state machine carries from one call to the next."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict

from sandbox_teardown.sweep import Left

MOST_ROUNDS = 45
"""Of one stage: with the waits between them about forty minutes; an app may take twenty to end."""
PATIENT_ROUNDS = 30
"""After these, about twenty-five minutes, a stage no more keeps to its order: something of it is stuck."""
MOST_STOPS = 8
"""About three minutes for what cannot be stopped just then; the guard goes on each minute."""
MOST_SEARCHES = 8
"""About four minutes: lists of AWS show for a while what is gone, and what is left does not go by waiting."""
MOST_SECONDS = 60
NAMED, LETTERS = 20, 200
"""What a progress names at most, and how long a reason: a state machine carries 256 KB."""


class Progress(BaseModel):
    """`wait` is the seconds before asking again; `refused` is what will not go, from all stages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str = ""
    rounds: int = 0
    done: bool = False
    wait: int = 0
    waiting: dict[str, str] = {}
    refused: dict[str, str] = {}
    place: int = 0
    """Where a search goes on that the function's time did not suffice for."""

    def rounds_of(self, stage: str) -> int:
        """Count the passes over a stage until now."""
        return self.rounds if stage == self.stage else 0

    def on_the_way(self, stage: str, place: int) -> Self:
        """Return the progress of a pass that is to go on from `place`."""
        rounds = self.rounds_of(stage)
        return self.model_copy(
            update={"stage": stage, "rounds": rounds, "done": False, "wait": 1, "place": place}
        )

    def after(self, stage: str, left: Left, *, most: int = MOST_ROUNDS) -> Self:
        """Return the progress after one more pass; out of patience, what is waited for counts as refused."""
        rounds = self.rounds_of(stage) + 1
        refused = self.refused | left.refused
        done = not left.waiting
        if not done and rounds >= most:
            done, refused = True, refused | left.waiting
        return type(self)(
            stage=stage,
            rounds=rounds,
            done=done,
            wait=0 if done else min(2 ** (rounds - 1), MOST_SECONDS),
            waiting={} if done else _short(left.waiting),
            refused=_short(refused),
        )


def _short(reasons: Mapping[str, str]) -> dict[str, str]:
    return {label: reason[:LETTERS] for label, reason in list(reasons.items())[:NAMED]}
