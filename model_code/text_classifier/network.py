"""The network: pre-norm transformer blocks with rotary positions, the mean of the tokens, a head."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from text_classifier.rotary import rotations, turned
from text_classifier.settings import NetworkSettings

SPREAD = 0.02
"""Standard deviation of the first weights, as in GPT-2."""


class Attention(nn.Module):  # type: ignore[misc]
    """Every token looks at every token of its row; one fused kernel where the chip has one.

    Three products, not one that is cut: to join the gradients of its parts took longer on a GPU.
    """

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        self.heads, self.dropout = settings.heads, settings.dropout
        self.project = nn.Linear(settings.width, 3 * settings.width, bias=False)
        self.out = nn.Linear(settings.width, settings.width, bias=False)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], seen: Tensor | None) -> Tensor:
        """Mix x [N, T, D]; `seen` [N, 1, 1, T] is False for padding, None where there is none."""
        rows, tokens, width = x.shape
        apart = (rows, tokens, self.heads, width // self.heads)
        query, key, value = (functional.linear(x, part).view(apart) for part in self.project.weight.chunk(3))
        mixed = functional.scaled_dot_product_attention(
            turned(query, turns).transpose(1, 2),
            turned(key, turns).transpose(1, 2),
            value.transpose(1, 2),
            attn_mask=seen,
            dropout_p=self.dropout if self.training else 0.0,
        )
        return self.out(mixed.transpose(1, 2).reshape(rows, tokens, width))


class Block(nn.Module):  # type: ignore[misc]
    """Attention, then two layers a token; each is added to what came in."""

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        width = settings.width
        self.before_attention, self.before_layers = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(settings)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], seen: Tensor | None) -> Tensor:
        """Shapes as in Attention."""
        x = x + self.dropout(self.attention(self.before_attention(x), turns, seen))
        return x + self.dropout(self.down(functional.gelu(self.up(self.before_layers(x)))))


class Network(nn.Module):  # type: ignore[misc]
    """Token ids to the logits of each class."""

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        self.settings = settings
        self.embedding = nn.Embedding(settings.vocabulary, settings.width)
        self.blocks = nn.ModuleList(Block(settings) for _ in range(settings.layers))
        self.norm = nn.LayerNorm(settings.width)
        self.head = nn.Linear(settings.width, settings.classes)
        cosine, sine = rotations(settings.length, settings.width // settings.heads)
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)
        self.apply(_first_weights)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """Classify ids int64 [N, T]; mask bool [N, T] is True for tokens, None where no row is padded.

        Returns logits float [N, C]. The first place always counts: a row of padding alone gives no NaN.
        """
        tokens = ids.shape[1]
        turns = (self.cosine[:tokens, None], self.sine[:tokens, None])
        if mask is not None:
            mask = mask | (torch.arange(tokens, device=ids.device) == 0)
        seen = None if mask is None else mask[:, None, None, :]
        x = _in_autocast(self.embedding(ids))
        for block in self.blocks:
            if self.settings.recompute and self.training:
                x = checkpoint(block, x, turns, seen, use_reentrant=False)
            else:
                x = block(x, turns, seen)
        return self.head(_mean(self.norm(x), mask)).float()


class Probabilities(nn.Module):  # type: ignore[misc]
    """A network as it is served: the mask as numbers, as JSON-shaped tools can send it, and probabilities."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return float [N, C], each row adding up to 1."""
        return torch.softmax(self.network(ids, mask != 0), dim=-1)


def _in_autocast(x: Tensor) -> Tensor:
    """Take the precision of matrix products for what runs through all blocks too, as Megatron-LM does.

    In single precision each sum of a block would be read and written at twice the bytes.
    """
    kind = x.device.type
    return x.to(torch.get_autocast_dtype(kind)) if torch.is_autocast_enabled(kind) else x


def _mean(x: Tensor, mask: Tensor | None) -> Tensor:
    if mask is None:
        return x.mean(dim=1)
    weights = mask.to(x.dtype).unsqueeze(-1)
    return (x * weights).sum(dim=1) / weights.sum(dim=1)


def _first_weights(module: Any) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=SPREAD)
    if isinstance(module, nn.Linear) and module.bias is not None:
        nn.init.zeros_(module.bias)
