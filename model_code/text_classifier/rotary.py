"""Rotary positions, https://arxiv.org/abs/2104.09864: a token's place as an angle."""

import torch
from torch import Tensor


def rotations(length: int, size: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine [length, size / 2] of rotary positions."""
    angles = torch.outer(torch.arange(length).float(), 10_000 ** (-torch.arange(0, size, 2).float() / size))
    return angles.cos(), angles.sin()


def turned(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Turn the pairs of x [N, T, H, d] by the angle of their place; `turns` are [T, 1, d / 2].

    Halves are swapped by `roll`: compiled, its gradient is a read from another place, that of `cat` was not.
    """
    cosine, sine = (part.to(x.dtype) for part in turns)
    swapped = x.roll(x.shape[-1] // 2, -1)
    return x * torch.cat([cosine, cosine], dim=-1) + swapped * torch.cat([-sine, sine], dim=-1)
