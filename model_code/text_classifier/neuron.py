"""Trainium, by XLA. Written from the programming guide below and never run: no such chip was at hand.

XLA records operations and runs them where a step ends; each new shape is compiled for minutes.
https://awsdocs-neuron.readthedocs-hosted.com/en/latest/frameworks/torch/torch-neuronx/programming-guide/training/pytorch-neuron-programming-guide.html
"""

import os
from typing import Any

import torch
import torch_neuronx  # noqa: F401  without it, XLA would run on the CPU
import torch_xla.core.xla_model as xla
from torch import Tensor

from text_classifier.batches import Batch
from text_classifier.device import Cpu


class Neuron(Cpu):
    """One NeuronCore."""

    kind, backend = "neuron", "xla"
    fixed_shapes = True
    read_every = 20

    def __init__(self) -> None:
        self.device = xla.xla_device()
        self.name = os.environ.get("NEURON_PLATFORM_TARGET_OVERRIDE", "Neuron")

    def autocast(self) -> Any:
        """Run matrix products in bf16."""
        return torch.autocast("xla", dtype=torch.bfloat16)

    def moved(self, batch: Batch) -> tuple[Tensor, Tensor | None, Tensor, Tensor]:
        """Copy, always with a mask: without one would be another program, compiled for minutes."""
        arrays = (batch.ids, batch.mask, batch.labels, batch.weights)
        ids, mask, labels, weights = (self._tensor(values) for values in arrays)
        return ids, mask, labels, weights

    def end_of_step(self) -> None:
        """Run what has been recorded."""
        xla.mark_step()

    def wait(self) -> None:
        """Wait for the NeuronCore."""
        xla.wait_device_ops()

    def _tensor(self, values: Any) -> Tensor:
        return torch.from_numpy(values).to(self.device)
