"""The chip that trains: all that differs between a CPU, an NVIDIA GPU and AWS's Neuron chips."""

import os
import platform
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor, nn

from text_classifier.batches import Batch


class Cpu:
    """Single precision; fixed shapes gain nothing, so that batches are padded to their rows only."""

    kind, backend = "cpu", "gloo"
    fixed_shapes = False
    read_every = 1
    """Steps between two looks at losses: on accelerators each look would wait for the chip."""

    def __init__(self) -> None:
        self.device: Any = torch.device("cpu")
        self.name = platform.machine()

    def autocast(self) -> Any:
        """Choose the precision of the forward pass, as a context."""
        return nullcontext()

    def compiled(self, network: nn.Module) -> nn.Module:
        """Make the network as its forward pass is run; it shares the weights."""
        return network

    def repeat_every_bit(self) -> None:
        """Choose kernels that add up in one order; called before any work is given to the chip."""

    def moved(self, batch: Batch) -> tuple[Tensor, Tensor | None, Tensor, Tensor]:
        """Copy ids, mask, labels and weights; no mask where no row is padded: flash attention takes none."""
        mask = None if batch.mask.all() else self._tensor(batch.mask)
        return self._tensor(batch.ids), mask, self._tensor(batch.labels), self._tensor(batch.weights)

    def end_of_step(self) -> None:
        """Mark where a lazy compiler may cut the program."""

    def wait(self) -> None:
        """Return when the chip has done all it was told."""

    def peak_memory(self) -> int | None:
        """Bytes at most held on the chip by tensors; None where it is not known."""
        return None

    def _tensor(self, values: Any) -> Tensor:
        return torch.from_numpy(values)


class Cuda(Cpu):
    """bf16 autocast, TF32 for the rest, a compiled network, copies that do not wait.

    Compiled for each shape by itself: there are few, and shapes that are known make faster kernels.
    """

    kind, backend = "cuda", "nccl"
    fixed_shapes = True
    read_every = 10

    def __init__(self) -> None:
        number = int(os.environ.get("LOCAL_RANK", "0"))
        torch.cuda.set_device(number)
        torch.set_float32_matmul_precision("high")
        self.device = torch.device("cuda", number)
        self.name = torch.cuda.get_device_name(number)

    def autocast(self) -> Any:
        """Run matrix products in bf16; weights and their updates stay in single precision."""
        return torch.autocast("cuda", dtype=torch.bfloat16)

    def compiled(self, network: nn.Module) -> nn.Module:
        """Compile with Inductor; there are fewer shapes than the limit, with a mask and without."""
        torch._dynamo.config.recompile_limit = 32  # noqa: SLF001  where PyTorch documents it
        return torch.compile(network, dynamic=False)

    def repeat_every_bit(self) -> None:
        """Refuse kernels that add up in whatever order threads come, as for an embedding's gradient."""
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # as PyTorch's page on it asks
        torch.use_deterministic_algorithms(True)

    def wait(self) -> None:
        """Wait for all streams."""
        torch.cuda.synchronize()

    def peak_memory(self) -> int | None:
        """Ask the allocator."""
        return int(torch.cuda.max_memory_allocated())

    def _tensor(self, values: Any) -> Tensor:
        return torch.from_numpy(values).pin_memory().to(self.device, non_blocking=True)


def choose() -> Cpu:
    """Take the chip that is there; Neuron's plug-in for XLA is a package that only its containers have."""
    if torch.cuda.is_available():
        return Cuda()
    try:
        from text_classifier.neuron import Neuron
    except ModuleNotFoundError:
        return Cpu()
    return Neuron()
