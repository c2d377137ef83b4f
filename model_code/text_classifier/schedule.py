"""The learning rate of a step: up in a line, then down along a cosine. A function of the step: no state."""

import math

FLOOR = 0.1
"""What is left of the highest rate at the last step."""


def factor(step: int, *, steps: int, warmup: float) -> float:
    """Tell the part of the highest rate that a step of 0..steps-1 has; `warmup` is a share of the steps."""
    rising = math.ceil(steps * warmup)
    if step < rising:
        return (step + 1) / rising
    done = (step - rising) / max(1, steps - 1 - rising)
    return FLOOR + (1 - FLOOR) * (1 + math.cos(math.pi * done)) / 2
