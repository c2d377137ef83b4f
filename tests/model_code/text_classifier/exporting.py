"""Run in .venv-torch: export a tiny network into the folder of SAGEMAKER_BASE_DIR, and say what was seen."""

import json
import os
from pathlib import Path

import torch

from text_classifier import export as module
from text_classifier.export import ExportDiffersError, export
from text_classifier.network import Network
from text_classifier.settings import NetworkSettings

VOCABULARY, LENGTH = 50, 16


def network(seed: int) -> Network:
    """Make a network of random weights."""
    torch.manual_seed(seed)
    shape = {"layers": 1, "width": 16, "heads": 2, "dropout": 0.5}
    return Network(NetworkSettings(vocabulary=VOCABULARY, classes=3, length=LENGTH, **shape))


folder = Path(os.environ["SAGEMAKER_BASE_DIR"])
made = network(1)
content = export(made, vocabulary=VOCABULARY, length=LENGTH)
(folder / "model.onnx").write_bytes(content)
cases = []
for rows, width in ((1, 1), (1, LENGTH), (7, 5)):
    ids, mask = module._sample(VOCABULARY, rows=rows, width=width)
    with torch.no_grad():
        logits = made.eval()(torch.from_numpy(ids), torch.from_numpy(mask != 0))
    cases.append({"ids": ids.tolist(), "mask": mask.tolist(), "expected": logits.softmax(dim=1).tolist()})
other = module.Probabilities(network(2)).eval()
try:
    module._compare(content, other, vocabulary=VOCABULARY, length=LENGTH)
    refused = ""
except ExportDiffersError as error:
    refused = str(error)
(folder / "seen.json").write_text(json.dumps({"cases": cases, "refused": refused}))
