"""A network as programs of few fixed shapes, compiled beforehand: what Neuron chips run."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from text_classifier.limits import MOST_TOKENS
from text_classifier.network import Probabilities

Tokens = NDArray[np.int64]
Answers = NDArray[np.float32]
ROWS, LENGTHS = (1, 16), (64, MOST_TOKENS)
"""The shapes that Neuron compiles when it starts, minutes each: others are padded to the next, or cut up."""
COMPILER = ("--auto-cast", "matmult", "--auto-cast-type", "bf16")
"""https://awsdocs-neuron.readthedocs-hosted.com/en/latest/compiler/neuronx-cc/api-reference-guide/neuron-compiler-cli-reference-guide.html"""


class MissingDeviceError(RuntimeError):
    """The container was told of a device that is not there."""


class BucketGraph:
    """Programs of fixed shapes: `compiled` makes one of a network and an example of its inputs."""

    def __init__(self, network: nn.Module, compiled: Callable[[nn.Module, tuple[Tensor, ...]], Any]) -> None:
        longest = getattr(network, "settings").length  # noqa: B009  modules answer Any
        self._lengths = sorted({min(length, longest) for length in LENGTHS})
        whole = Probabilities(network.eval())
        self._programs = {
            (rows, length): compiled(whole, _example(rows, length))
            for rows in ROWS
            for length in self._lengths
        }

    def run(self, ids: Tokens, mask: Tokens) -> Answers:
        """Compute the probabilities, some rows at a time."""
        answers = [self._some(ids[part], mask[part]) for part in _parts(len(ids))]
        return np.concatenate(answers)

    def _some(self, ids: Tokens, mask: Tokens) -> Answers:
        count, width = ids.shape
        rows = next(size for size in ROWS if size >= count)
        length = next(size for size in self._lengths if size >= width)
        grown = ((0, rows - count), (0, length - width))
        tensors = (torch.from_numpy(np.pad(values, grown)) for values in (ids, mask))
        with torch.inference_mode():
            answer: Answers = self._programs[rows, length](*tensors).float().numpy()
        return answer[:count]


def neuron_compiler() -> Callable[[nn.Module, tuple[Tensor, ...]], Any]:
    """Return torch_neuronx.trace with our flags. Written from AWS's documentation, and never run.

    https://awsdocs-neuron.readthedocs-hosted.com/en/latest/frameworks/torch/torch-neuronx/api-reference-guide/inference/api-torch-neuronx-trace.html
    """
    try:
        import torch_neuronx
    except ModuleNotFoundError as error:
        raise MissingDeviceError("LAB2API_DEVICE is neuron, and torch_neuronx is not installed") from error

    def compiled(network: nn.Module, example: tuple[Tensor, ...]) -> Any:
        return torch_neuronx.trace(network, example, compiler_args=list(COMPILER))

    return compiled


def _example(rows: int, length: int) -> tuple[Tensor, ...]:
    return tuple(torch.ones((rows, length), dtype=torch.int64) for _ in ("ids", "mask"))


def _parts(rows: int) -> Iterator[slice]:
    for start in range(0, rows, ROWS[-1]):
        yield slice(start, start + ROWS[-1])
