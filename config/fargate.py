"""The sizes that Fargate has: so much memory for so many processors."""

from __future__ import annotations

GIB = 1024
SIZES: dict[float, tuple[int, ...]] = {
    0.25: (512, 1 * GIB, 2 * GIB),
    0.5: tuple(range(1 * GIB, 4 * GIB + 1, GIB)),
    1: tuple(range(2 * GIB, 8 * GIB + 1, GIB)),
    2: tuple(range(4 * GIB, 16 * GIB + 1, GIB)),
    4: tuple(range(8 * GIB, 30 * GIB + 1, GIB)),
    8: tuple(range(16 * GIB, 60 * GIB + 1, 4 * GIB)),
    16: tuple(range(32 * GIB, 120 * GIB + 1, 8 * GIB)),
    32: (60 * GIB, 120 * GIB, 244 * GIB),
}
"""Memory in MiB by vCPUs: ECS developer guide, task definition parameters for Fargate, task size.

The same table is in cfn-lint's fargate_cpu_memory.json (rule E3047), with which a test compares it.
"""


def wrong_size(path: str, *, cpus: float, memory_mb: int) -> str | None:
    """Return what to change where Fargate has no task of that size."""
    if cpus not in SIZES:
        return f"{path}.cpus: Fargate has no {cpus:g}; take one of {', '.join(f'{one:g}' for one in SIZES)}"
    sizes = SIZES[cpus]
    if memory_mb in sizes:
        return None
    near = sorted(sizes, key=lambda size: (abs(size - memory_mb), size))[:2]
    return f"{path}.memory_mb: Fargate has no {memory_mb} with {cpus:g} vCPUs; take {_either(sorted(near))}"


def _either(sizes: list[int]) -> str:
    return " or ".join(str(size) for size in sizes)
