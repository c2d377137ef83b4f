"""The speed of training on rows of random tokens, all of one length, so that nothing is padded."""

import time
from dataclasses import dataclass

import numpy as np

from text_classifier.batches import Batch, part_height
from text_classifier.chips import peak
from text_classifier.distributed import Group
from text_classifier.flops import step_flops
from text_classifier.limits import LARGEST_VOCABULARY
from text_classifier.network import Network
from text_classifier.optimizing import Optimizing
from text_classifier.settings import Hyperparameters

WARM_UP = 5
CLASSES = 3


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One measurement; what could not be measured is None and has its reason."""

    chip: str
    processes: int
    size: str
    batch: int
    length: int
    steps: int
    seconds_a_step: float
    tokens_per_second: float
    model_tflops_per_second: float
    model_flops_utilization: float | None
    peak_memory_gib: float | None
    why_not: str


def measure_speed(told: Hyperparameters, *, group: Group, steps: int) -> Measured:
    """Train on random rows for `steps` steps; the mean step counts."""
    if told.batch % (group.world * told.accumulate):
        raise SystemExit(f"--batch {told.batch} does not divide among {group.world} x {told.accumulate}")
    network = Network(told.network(vocabulary=LARGEST_VOCABULARY, classes=CLASSES)).to(group.chip.device)
    optimizing = Optimizing(network, told=told, group=group, steps=WARM_UP + steps)
    parts = _random(told, group)
    for number in range(WARM_UP):
        optimizing.step(number, parts, rows=told.batch)
    group.chip.wait()
    began = time.perf_counter()
    for number in range(WARM_UP, WARM_UP + steps):
        optimizing.step(number, parts, rows=told.batch)
    group.chip.wait()
    seconds = (time.perf_counter() - began) / steps
    speed = step_flops(network.settings, rows=told.batch, length=told.length) / seconds
    most, memory = peak(group.chip.name), group.chip.peak_memory()
    return Measured(
        chip=group.chip.name,
        processes=group.world,
        size=told.size,
        batch=told.batch,
        length=told.length,
        steps=steps,
        seconds_a_step=round(seconds, 6),
        tokens_per_second=round(told.batch * told.length / seconds, 1),
        model_tflops_per_second=round(speed / 1e12, 4),
        model_flops_utilization=None if most is None else round(speed / most / group.world, 4),
        peak_memory_gib=None if memory is None else round(memory / 2**30, 3),
        why_not=_why_not(group, most),
    )


def _why_not(group: Group, most: float | None) -> str:
    if group.chip.kind == "cpu":
        return "not measured: no accelerator"
    return "" if most is not None else f"not measured: no peak is known for {group.chip.name}"


def _random(told: Hyperparameters, group: Group) -> list[Batch]:
    chance = np.random.default_rng(told.seed)
    height = part_height(told.batch, world=group.world, parts=told.accumulate)
    shape = (height, told.length)
    return [
        Batch(
            ids=chance.integers(4, LARGEST_VOCABULARY, shape),
            mask=np.ones(shape, np.bool_),
            labels=chance.integers(0, CLASSES, height),
            weights=np.ones(height, np.float32),
        )
        for _ in range(told.accumulate)
    ]
