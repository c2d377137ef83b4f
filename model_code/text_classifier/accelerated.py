"""The network on a GPU or a Neuron chip, in AWS's PyTorch containers; there is no fallback to another device.

Gives `classifier.Classifier` what its ONNX graph gives on CPUs. Needs PyTorch and safetensors.
"""

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn

from text_classifier.buckets import BucketGraph, MissingDeviceError, neuron_compiler
from text_classifier.network import Network
from text_classifier.settings import NetworkSettings

NETWORK_FILE, WEIGHTS_FILE = "network.json", "weights.safetensors"
Tokens = NDArray[np.int64]
Answers = NDArray[np.float32]


class Graph(Protocol):
    """What computes: ids and mask [N, T] to probabilities [N, C]."""

    def run(self, ids: Tokens, mask: Tokens) -> Answers:
        """Compute the probabilities."""


class TorchGraph:
    """PyTorch as it is: single precision on a CPU, bf16 by autocast on a GPU, weights kept in full."""

    def __init__(self, network: nn.Module, device: Any) -> None:
        self._device = device
        self._network = network.eval().to(device)
        self._bf16 = device.type == "cuda"

    def run(self, ids: Tokens, mask: Tokens) -> Answers:
        """Compute the probabilities, the last step in single precision."""
        with torch.inference_mode(), torch.autocast(self._device.type, torch.bfloat16, enabled=self._bf16):
            logits = self._network(self._moved(ids), self._moved(mask) != 0)
        answer: Answers = torch.softmax(logits.float(), dim=-1).cpu().numpy()
        return answer

    def _moved(self, values: Tokens) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(self._device)


def graph_on(device: str, directory: Path, *, number: int = 0) -> Graph:
    """Load the artifact's weights onto `cpu`, `cuda` or `neuron`; `number` tells GPUs apart.

    Raises MissingDeviceError where it is not there.
    """
    settings = NetworkSettings.model_validate_json((directory / NETWORK_FILE).read_bytes())
    network = Network(settings)
    network.load_state_dict(load_file(directory / WEIGHTS_FILE))
    if device == "cpu":
        return TorchGraph(network, torch.device("cpu"))
    if device == "neuron":
        return BucketGraph(network, neuron_compiler())
    if device != "cuda" or not torch.cuda.is_available():
        raise MissingDeviceError(f"LAB2API_DEVICE is {device}, and PyTorch sees no such device")
    return TorchGraph(network, torch.device("cuda", number))
