"""inference.py on a GPU or a Neuron chip: the same rows and answers, the network on the chip.

AWS's PyTorch containers call these four functions; LAB2API_DEVICE says which chip (stacks/constructs).
https://github.com/aws/sagemaker-pytorch-inference-toolkit
"""

import os
from pathlib import Path
from typing import Any

from inference import input_fn, output_fn, predict_fn
from tabular.card import CARD_FILE
from text_classifier.accelerated import graph_on
from text_classifier.card import TextCard
from text_classifier.classifier import Classifier
from text_classifier.tokenizer import TOKENIZER_FILE, Tokenizer

__all__ = ["input_fn", "model_fn", "output_fn", "predict_fn"]


def model_fn(model_dir: str | os.PathLike[str], context: Any) -> Classifier:
    """Load the artifact once a worker; TorchServe's `context` says which GPU is this worker's."""
    directory = Path(model_dir)
    number = int(context.system_properties.get("gpu_id") or 0)
    return Classifier(
        TextCard.read(directory / CARD_FILE),
        graph=graph_on(os.environ["LAB2API_DEVICE"], directory, number=number),
        tokenizer=Tokenizer.load(directory / TOKENIZER_FILE),
    )
