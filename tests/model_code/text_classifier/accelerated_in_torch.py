"""Run in .venv-torch: how far the graphs for chips are from ONNX's, and what is refused, as JSON."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from safetensors.torch import save_file

from text_classifier.accelerated import NETWORK_FILE, WEIGHTS_FILE, graph_on
from text_classifier.buckets import LENGTHS, ROWS, BucketGraph, MissingDeviceError
from text_classifier.export import export
from text_classifier.network import Network
from text_classifier.settings import NetworkSettings

SHAPES = ((1, 1), (1, 64), (3, 65), (16, 20), (17, 200), (40, 256))


def made(directory):
    torch.manual_seed(0)
    settings = NetworkSettings.of_size("tiny", vocabulary=300, classes=3)
    network = Network(settings)
    # The first weights are small: with them a wrong mask would not show in the answer.
    torch.nn.init.normal_(network.head.weight)
    save_file(network.state_dict(), directory / WEIGHTS_FILE)
    (directory / NETWORK_FILE).write_text(settings.model_dump_json())
    return network.eval()


def batch(rows, width):
    dice = np.random.default_rng(rows * 1000 + width)
    ids = dice.integers(4, 300, (rows, width))
    mask = (np.arange(width) < dice.integers(1, width + 1, (rows, 1))).astype(np.int64)
    return ids * mask, mask


def refused(device, directory):
    try:
        graph_on(device, directory)
    except MissingDeviceError as error:
        return str(error)
    return ""


def traced(shapes):
    def compiled(network, example):
        shapes.append(tuple(example[0].shape))
        return torch.jit.trace(network, example)

    return compiled


def main(directory):
    network, shapes = made(directory), []
    content = export(network, vocabulary=300, length=network.settings.length)
    onnx = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    graphs = {"cpu": graph_on("cpu", directory), "buckets": BucketGraph(network, traced(shapes))}
    worst = dict.fromkeys(graphs, 0.0)
    for rows, width in SHAPES:
        ids, mask = batch(rows, width)
        # The exported graph takes two tokens and more.
        widened = [np.pad(values, ((0, 0), (0, max(0, 2 - width)))) for values in (ids, mask)]
        expected = onnx.run(None, dict(zip(("ids", "mask"), widened, strict=True)))[0]
        for name, graph in graphs.items():
            worst[name] = max(worst[name], float(np.abs(graph.run(ids, mask) - expected).max()))
    missing = {device: refused(device, directory) for device in ("cuda", "neuron", "tpu")}
    if torch.cuda.is_available():
        gpu = graph_on("cuda", directory)
        worst["cuda"] = max(
            float(np.abs(gpu.run(*batch(*shape)) - graphs["cpu"].run(*batch(*shape))).max())
            for shape in SHAPES
        )
        missing["cuda"] = "no GPU here to miss"
    print(
        json.dumps(
            {
                "worst": worst,
                "refused": missing,
                "compiled": sorted(shapes) == sorted((r, n) for r in ROWS for n in LENGTHS),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
