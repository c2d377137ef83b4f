"""Write the model directory of a text classifier. Needs PyTorch's weights in memory, hence `.venv-torch`."""

from pathlib import Path

from safetensors.torch import save_file
from torch import nn

from tabular.card import CARD_FILE, MODEL_FILE
from text_classifier.accelerated import NETWORK_FILE, WEIGHTS_FILE
from text_classifier.card import TextCard
from text_classifier.carried import write_text_code
from text_classifier.tokenizer import TOKENIZER_FILE, Tokenizer


def write_model(
    directory: Path,
    *,
    network: nn.Module,
    settings: str,
    tokenizer: Tokenizer,
    card: TextCard,
    model: bytes,
    wheels: Path | None = None,
) -> None:
    """Write what serves (model.onnx, tokenizer.model, card.json, code/) and what a GPU can be given.

    The latter are the weights by name and `settings`, the JSON by which `NetworkSettings` makes the network
    again. With a folder of `wheels`, containers on chips install from them and need no network.
    """
    write_text_code(directory / "code", wheels=wheels)
    (directory / MODEL_FILE).write_bytes(model)
    tokenizer.save(directory / TOKENIZER_FILE)
    (directory / NETWORK_FILE).write_text(settings.rstrip() + "\n", encoding="utf-8")
    weights = {name: each.contiguous() for name, each in network.state_dict().items()}
    save_file(weights, directory / WEIGHTS_FILE)
    # Last: whoever sees the card sees a whole model (s3_files.py).
    card.write(directory / CARD_FILE)
