"""Rotary positions, https://arxiv.org/abs/2104.09864: a token's place as an angle."""

import torch
from torch import Tensor


def rotations(length: int, size: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine [length, size / 2] of rotary positions."""
    angles = torch.outer(torch.arange(length).float(), 10_000 ** (-torch.arange(0, size, 2).float() / size))
    return angles.cos(), angles.sin()


def turned(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Turn the pairs of x [N, H, T, d] by the angle of their place."""
    cosine, sine = (part.to(x.dtype) for part in turns)
    left, right = x.chunk(2, dim=-1)
    return torch.cat([left * cosine - right * sine, left * sine + right * cosine], dim=-1)
