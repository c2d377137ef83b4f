"""The loop over steps: batches in, losses out, a checkpoint now and then and when told to stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from text_classifier.batches import (
    Batch,
    Encoded,
    Integers,
    in_order,
    padded,
    padded_length,
    part_height,
    share,
)
from text_classifier.checkpoint import Checkpoints
from text_classifier.distributed import Group
from text_classifier.losses import DivergedError, Losses
from text_classifier.optimizing import Optimizing
from text_classifier.progress import Progress
from text_classifier.settings import Hyperparameters
from text_classifier.stopping import StoppedError, StopSignal


@dataclass(kw_only=True)
class Loop:
    """One training; every process of the group runs the same steps on its own rows."""

    told: Hyperparameters
    group: Group
    encoded: Encoded
    optimizing: Optimizing
    checkpoints: Checkpoints
    losses: Losses
    progress: Progress
    stop: StopSignal
    kept: dict[str, Any]
    """What goes into every checkpoint as it is, such as the tokenizer."""
    unread: list[Tensor] = field(default_factory=list)
    """Loss and wish to stop of steps that have not been looked at: the chip may still be at work on them."""

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a checkpoint's state; an empty one is the beginning."""
        if state:
            self.optimizing.network.load_state_dict(state["network"])
            self.optimizing.adam.load_state_dict(state["optimizer"])
        self.losses.begin(state["losses"].tolist() if state else ())

    def run(self) -> None:
        """Train to the end, and keep it; raises StoppedError after a stop that has left a checkpoint."""
        steps = self.optimizing.steps
        for number, rows in self._batches(start=len(self.losses.values)):
            self.progress.count(rows=len(rows), length=self._length(rows))
            loss = self.optimizing.step(number, self._parts(rows), rows=len(rows))
            wish = torch.full_like(loss, float(self.stop.came))
            self.unread.append(self.group.total(torch.stack([loss, wish])))
            done, due = number + 1, (number + 1) % self.told.checkpoint_steps == 0
            if due or done == steps or len(self.unread) >= self.group.chip.read_every:
                stopping = self._read()
                self.progress.tell(done, self.losses.values[-1])
                if due or stopping or done == steps:
                    self.save(done)
                if stopping and done < steps:
                    raise StoppedError(f"told to stop after step {done} of {steps}")

    def save(self, done: int) -> None:
        """Write a checkpoint, by the first process; the others hold the same."""
        if self.group.leads:
            state = {
                **self.kept,
                "step": done,
                "losses": torch.tensor(self.losses.values, dtype=torch.float64),
                "network": self.optimizing.network.state_dict(),
                "optimizer": self.optimizing.adam.state_dict(),
            }
            print(f"checkpoint={self.checkpoints.save(done, state).name};", flush=True)
        self.group.together()

    def _batches(self, *, start: int) -> Iterator[tuple[int, Integers]]:
        an_epoch = self.losses.steps_an_epoch
        lengths = self.encoded.lengths
        for epoch in range(start // an_epoch, self.told.epochs):
            batches = in_order(lengths, size=self.told.batch, seed=self.told.seed, epoch=epoch)
            for place, rows in enumerate(batches):
                if (number := epoch * an_epoch + place) >= start:
                    yield number, rows

    def _parts(self, rows: Integers) -> list[Batch]:
        told, group = self.told, self.group
        parts = share(rows, rank=group.rank, world=group.world, parts=told.accumulate)
        fixed = part_height(told.batch, world=group.world, parts=told.accumulate)
        return [
            padded(
                self.encoded,
                part,
                length=self._length(rows),
                height=fixed if group.chip.fixed_shapes else max(1, len(part)),
            )
            for part in parts
        ]

    def _length(self, rows: Integers) -> int:
        longest = int(self.encoded.lengths[rows].max())
        return padded_length(longest, most=self.told.length) if self.group.chip.fixed_shapes else longest

    def _read(self) -> bool:
        """Look at the losses of the last steps; tells whether any process has been told to stop."""
        looked_at = torch.stack(self.unread).double().cpu().numpy()
        self.unread.clear()
        if not np.isfinite(looked_at).all():
            number = len(self.losses.values) + int(np.isfinite(looked_at[:, 0]).argmin()) + 1
            raise DivergedError(f"the loss of step {number} is not finite: lower learning_rate or clip")
        self.losses.append(looked_at[:, 0].tolist())
        return bool(looked_at[:, 1].any())
