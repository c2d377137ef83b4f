"""Fargate's sizes are those that cfn-lint knows, and what it has not is refused with what is near."""

import json
from importlib.resources import files

import pytest

from config.fargate import SIZES, wrong_size


def test_fargates_sizes_are_those_that_cfn_lint_knows() -> None:
    folder = files("cfnlint.data.schemas.extensions.aws_ecs_taskdefinition")
    known = json.loads((folder / "fargate_cpu_memory.json").read_text())["then"]["anyOf"]
    for pair in known:
        cpu = int(pair["properties"]["Cpu"]["then"]["enum"][0]) / 1024
        memory = pair["properties"]["Memory"]["then"]
        sizes = memory.get("enum") or range(memory["minimum"], memory["maximum"] + 1, memory["multipleOf"])
        assert tuple(sizes) == SIZES[cpu]
    assert len(known) == len(SIZES)


@pytest.mark.parametrize(
    ("cpus", "memory_mb", "line"),
    [
        (0.25, 512, None),
        (3, 8192, "a.cpus: Fargate has no 3; take one of 0.25, 0.5, 1, 2, 4, 8, 16, 32"),
        (1, 3000, "a.memory_mb: Fargate has no 3000 with 1 vCPUs; take 2048 or 3072"),
    ],
)
def test_a_size_that_it_has_not_is_told_the_nearest(cpus: float, memory_mb: int, line: str | None) -> None:
    assert wrong_size("a", cpus=cpus, memory_mb=memory_mb) == line
