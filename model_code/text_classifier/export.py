"""Export a trained network as ONNX and refuse it unless ONNX Runtime gives the same probabilities.

Needs PyTorch: run it in `.venv-torch`.
"""

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from text_classifier.network import Probabilities
from text_classifier.tokenizer import PAD, START, Tokens

OPSET = 18
"""The lowest that PyTorch's exporter writes without converting; read by ONNX Runtime since 1.14."""
TOLERANCE = 1e-4
"""Largest |onnx - torch| allowed in any probability."""


class ExportDiffersError(RuntimeError):
    """The exported graph does not answer as the network does."""


def export(network: nn.Module, *, vocabulary: int, length: int) -> bytes:
    """Export to ONNX bytes: `ids` and `mask` int64 [N, T], `probabilities` float32 [N, C].

    N is any number and T is 2 to `length`. Raises ExportDiffersError beyond TOLERANCE.
    """
    whole = Probabilities(network.float().cpu()).eval()
    rows, tokens = torch.export.Dim("rows"), torch.export.Dim("tokens", min=2, max=length)
    program = torch.onnx.export(
        whole,
        tuple(map(torch.from_numpy, _sample(vocabulary, rows=3, width=min(length, 7)))),
        dynamo=True,
        verbose=False,
        opset_version=OPSET,
        input_names=["ids", "mask"],
        output_names=["probabilities"],
        dynamic_shapes={"ids": {0: rows, 1: tokens}, "mask": {0: rows, 1: tokens}},
    )
    model = program.model_proto
    _forget_where_it_was_made(model)
    onnx.checker.check_model(model, full_check=True)
    content: bytes = model.SerializeToString(deterministic=True)
    _compare(content, whole, vocabulary=vocabulary, length=length)
    return content


def _sample(vocabulary: int, *, rows: int, width: int) -> tuple[Tokens, Tokens]:
    """Draw rows of every length from `width` down, padded, so that the mask matters."""
    dice = np.random.default_rng(0)
    ids = dice.integers(START, vocabulary, size=(rows, width))
    mask = np.ones_like(ids)
    for row in range(rows):
        filled = max(1, width - row * width // rows)
        ids[row, filled:], mask[row, filled:] = PAD, 0
    return ids, mask


def _forget_where_it_was_made(model: onnx.ModelProto) -> None:
    """Drop the exporter's notes: paths of this machine, larger than some models, other bytes each time."""
    functions = [node for function in model.functions for node in function.node]
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.value_info, *graph.input, *graph.output, *functions):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    for weights in graph.initializer:
        weights.ClearField("doc_string")
        weights.ClearField("metadata_props")


def _compare(content: bytes, network: nn.Module, *, vocabulary: int, length: int) -> None:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    for rows, width in ((1, 2), (5, min(length, 33)), (4, length)):
        ids, mask = _sample(vocabulary, rows=rows, width=width)
        answered = session.run(["probabilities"], {"ids": ids, "mask": mask})[0]
        with torch.no_grad():
            expected = network(torch.from_numpy(ids), torch.from_numpy(mask)).numpy()
        worst = float(np.abs(answered - expected).max())
        if not worst < TOLERANCE:
            raise ExportDiffersError(
                f"the ONNX model differs from PyTorch by {worst:.2e} at {rows} x {width}; "
                f"allowed is {TOLERANCE:.0e}"
            )
