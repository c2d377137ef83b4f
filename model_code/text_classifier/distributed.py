"""The processes that train together: as many as `torchrun` (RANK, WORLD_SIZE) says, or this one alone."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from text_classifier.device import Cpu


class Group:
    """All processes and this one's place among them; all methods must be called by all of them alike."""

    def __init__(self, chip: Cpu) -> None:
        self.chip = chip
        self.rank = int(os.environ.get("RANK", "0"))
        self.world = int(os.environ.get("WORLD_SIZE", "1"))

    @property
    def leads(self) -> bool:
        """Whether this is the process that writes files and speaks."""
        return self.rank == 0

    def wrapped(self, network: nn.Module) -> nn.Module:
        """Let the last backward pass of a step average gradients; all begin with rank 0's weights."""
        if self.world == 1 or self.chip.kind == "neuron":
            return network
        # The module's own buffers are constants: sending them before each step would be for nothing.
        return DistributedDataParallel(network, broadcast_buffers=False, gradient_as_bucket_view=True)

    def unshared(self, network: nn.Module) -> AbstractContextManager[Any]:
        """Gather gradients without averaging them: for all parts of a step but the last."""
        own = getattr(network, "_orig_mod", network)
        return own.no_sync() if isinstance(own, DistributedDataParallel) else nullcontext()

    def average(self, optimizer: torch.optim.Optimizer) -> None:
        """Average the gradients where no wrapper has done it: on Neuron."""
        if self.world > 1 and self.chip.kind == "neuron":
            import torch_xla.core.xla_model as xla

            xla.reduce_gradients(optimizer)

    def total(self, values: Tensor) -> Tensor:
        """Sum over all processes, in place."""
        if self.world > 1:
            distributed.all_reduce(values)
        return values

    def from_the_first(self, make: Callable[[], bytes]) -> bytes:
        """Give all processes what the first one makes."""
        if self.world == 1:
            return make()
        held: list[Any] = [make() if self.leads else None]
        distributed.broadcast_object_list(held, src=0, device=self._for_objects)
        return bytes(held[0])

    def agree_on(self, number: int) -> bool:
        """Tell whether all processes came with the same number."""
        if self.world == 1:
            return True
        held: list[Any] = [None] * self.world
        distributed.all_gather_object(held, number)
        return len(set(held)) == 1

    def together(self) -> None:
        """Wait until all processes are here."""
        if self.world > 1:
            distributed.barrier()

    @property
    def _for_objects(self) -> Any:
        return self.chip.device if self.chip.kind != "cpu" else None


@contextmanager
def joined(chip: Cpu) -> Iterator[Group]:
    """Join the other processes for the time of a training job."""
    group = Group(chip)
    if group.world > 1:
        if chip.kind == "neuron":
            import torch_xla.distributed.xla_backend  # noqa: F401  registers the backend
        options = {"cuda": {"device_id": chip.device}, "neuron": {"init_method": "xla://"}}
        distributed.init_process_group(chip.backend, **options.get(chip.kind, {}))
    try:
        yield group
    finally:
        if group.world > 1:
            distributed.destroy_process_group()
