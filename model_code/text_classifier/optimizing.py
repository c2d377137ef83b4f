"""One step: gradients of a batch in parts, averaged over processes, clipped; then AdamW."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from text_classifier.batches import Batch
from text_classifier.distributed import Group
from text_classifier.schedule import factor
from text_classifier.settings import Hyperparameters

BETAS = (0.9, 0.98)
"""As of https://arxiv.org/abs/1706.03762; the second is low enough for short trainings."""


class Optimizing:
    """A network that learns; the state is AdamW's alone, the rate is a function of the step."""

    def __init__(self, network: nn.Module, *, told: Hyperparameters, group: Group, steps: int) -> None:
        self.network, self.told, self.group, self.steps = network, told, group, steps
        self.chip = group.chip
        if told.deterministic:
            self.chip.repeat_every_bit()
        self.run = self.chip.compiled(group.wrapped(network))
        decayed = [weight for weight in network.parameters() if weight.ndim >= 2]
        others = [weight for weight in network.parameters() if weight.ndim < 2]
        groups = [
            {"params": decayed, "weight_decay": told.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
        fused = {} if self.chip.kind == "neuron" else {"fused": True}
        self.adam = torch.optim.AdamW(groups, lr=told.learning_rate, betas=BETAS, **fused)

    def rate(self, step: int) -> float:
        """Tell the learning rate of a step."""
        return self.told.learning_rate * factor(step, steps=self.steps, warmup=self.told.warmup)

    def step(self, number: int, parts: Sequence[Batch], *, rows: int) -> Tensor:
        """Learn from this process's parts of a batch of `rows` rows; returns its part of the loss.

        Each row's loss is divided by the rows of the whole batch and multiplied by the number of processes,
        over which the gradients are averaged: the step is the same however the rows are dealt out.
        """
        torch.manual_seed(_seed(self.told.seed, number, self.group.rank))
        self.network.train()
        loss = torch.zeros((), device=self.chip.device)
        for place, part in enumerate(parts):
            if place + 1 < len(parts):
                with self.group.unshared(self.run):
                    loss += self._learn(part, rows=rows)
            else:
                loss += self._learn(part, rows=rows)
        self._update(number)
        return loss

    def _learn(self, part: Batch, *, rows: int) -> Tensor:
        ids, mask, labels, weights = self.chip.moved(part)
        with self.chip.autocast():
            logits = self.run(ids, mask)
        each = functional.cross_entropy(
            logits.float(), labels, reduction="none", label_smoothing=self.told.label_smoothing
        )
        loss = (each * weights).sum() / rows
        (loss * self.group.world).backward()
        return loss.detach()

    def _update(self, number: int) -> None:
        self.group.average(self.adam)
        nn.utils.clip_grad_norm_(self.network.parameters(), self.told.clip)
        for group in self.adam.param_groups:
            group["lr"] = self.rate(number)
        self.adam.step()
        self.adam.zero_grad(set_to_none=True)
        self.chip.end_of_step()


def _seed(seed: int, step: int, rank: int) -> int:
    """Begin dropout's chance anew at each step: no random state has to be kept and restored."""
    return (seed * 1_000_003 + step) * 4_099 + rank
