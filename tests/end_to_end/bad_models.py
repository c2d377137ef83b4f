"""Versions of the starter that load and pass the health check, and still must not serve."""

from __future__ import annotations

import hashlib
import json
import tarfile
from pathlib import Path

import onnx
from onnx import TensorProto, helper

from tabular.artifact import unpack
from tests.end_to_end.local_aws import STARTER

SLOW_SIDE, SLOW_TIMES = 1500, 6
"""About 40 billion multiplications and additions a request: some tenths of a second on one core."""


def write(kind: str, folder: Path) -> Path:
    """Write model.tar.gz and card.json of a `broken`, `slow` or `wrong` version into `folder`."""
    unpack(STARTER / "model.tar.gz", folder / "starter")
    model = onnx.load(folder / "starter" / "model.onnx")
    {"broken": _broken, "slow": _slow, "wrong": _wrong}[kind](model.graph)
    content = model.SerializeToString()
    card = json.loads((STARTER / "card.json").read_text())
    card |= {
        "model_sha256": hashlib.sha256(content).hexdigest(),
        "description": f"A {kind} model, for a test",
    }
    out = folder / kind
    out.mkdir()
    (out / "model.onnx").write_bytes(content)
    (out / "card.json").write_text(json.dumps(card))
    with tarfile.open(out / "model.tar.gz", "w:gz") as packed:
        packed.add(out / "model.onnx", "model.onnx")
        packed.add(out / "card.json", "card.json")
    return out


def _instead_of_probabilities(graph: onnx.GraphProto) -> str:
    """Rename what was the answer, so that new nodes can make another one of it."""
    for node in graph.node:
        for place, name in enumerate(node.output):
            if name == "probabilities":
                node.output[place] = "was"
        for place, name in enumerate(node.input):
            if name == "probabilities":
                node.input[place] = "was"
    return "was"


def _wrong(graph: onnx.GraphProto) -> None:
    """Answer the other class, as surely as before."""
    was = _instead_of_probabilities(graph)
    graph.initializer.append(helper.make_tensor("one", TensorProto.FLOAT, [], [1.0]))
    graph.node.append(helper.make_node("Sub", ["one", was], ["probabilities"]))


def _broken(graph: onnx.GraphProto) -> None:
    """Fail at every inference: no two probabilities have this shape."""
    was = _instead_of_probabilities(graph)
    graph.initializer.append(helper.make_tensor("shape", TensorProto.INT64, [2], [7, 7]))
    graph.node.append(helper.make_node("Reshape", [was, "shape"], ["probabilities"]))


def _slow(graph: onnx.GraphProto) -> None:
    """Multiply large matrices made of the input, which no optimizer can do beforehand, and add nothing."""
    was = _instead_of_probabilities(graph)
    side = helper.make_tensor("side", TensorProto.INT64, [2], [SLOW_SIDE, SLOW_SIDE])
    nothing = helper.make_tensor("nothing", TensorProto.FLOAT, [], [0.0])
    graph.initializer.extend([side, nothing])
    graph.node.append(helper.make_node("ReduceMean", ["features"], ["mean"], keepdims=0))
    graph.node.append(helper.make_node("Tanh", ["mean"], ["small"]))
    graph.node.append(helper.make_node("Expand", ["small", "side"], ["product0"]))
    for number in range(SLOW_TIMES):
        graph.node.append(helper.make_node("MatMul", [f"product{number}", "product0"], [f"raw{number}"]))
        graph.node.append(helper.make_node("Tanh", [f"raw{number}"], [f"product{number + 1}"]))
    graph.node.append(helper.make_node("ReduceSum", [f"product{SLOW_TIMES}"], ["sum"], keepdims=0))
    graph.node.append(helper.make_node("Mul", ["sum", "nothing"], ["zero"]))
    graph.node.append(helper.make_node("Add", [was, "zero"], ["probabilities"]))
