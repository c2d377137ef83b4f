"""losses.csv: the loss of every step, which a training that goes on continues."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

HEADER = ("step", "epoch", "loss", "learning_rate")


class DivergedError(ValueError):
    """The loss is no number any more."""


class Losses:
    """The losses so far; the file is what `values` says, with steps and epochs counted from 1.

    Without a path nothing is written: by every process but the first.
    """

    def __init__(self, path: Path | None, *, steps_an_epoch: int, rate: Callable[[int], float]) -> None:
        self.path, self.steps_an_epoch, self.rate = path, steps_an_epoch, rate
        self.values: list[float] = []

    def begin(self, values: Sequence[float]) -> None:
        """Write the file anew with what a checkpoint has kept: it may be gone, or be some steps ahead."""
        self.values = []
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(",".join(HEADER) + "\n", encoding="utf-8")
        self.append(values)

    def append(self, values: Sequence[float]) -> None:
        """Add the losses of the next steps with all their digits, so that two files can be compared."""
        first = len(self.values)
        self.values.extend(values)
        if self.path is None:
            return
        with self.path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(
                (step + 1, step // self.steps_an_epoch + 1, repr(loss), repr(self.rate(step)))
                for step, loss in enumerate(values, start=first)
            )
