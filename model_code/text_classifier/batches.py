"""Which rows each step sees, in which order: a function of seed and epoch alone, never of the processes.

Rows of like length share a batch, so that little padding is computed: an epoch is shuffled, cut into pools
of `POOL` batches, each pool sorted by length and cut, and the batches shuffled again. A process takes every
n-th row of each batch: lengths, and so work, are spread evenly.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from text_classifier.limits import MOST_TOKENS

Integers = NDArray[np.int64]
POOL = 50
LENGTHS = (16, 24, 32, 48, 64, 96, 128, 192, MOST_TOKENS)
"""Tokens a batch is padded to: few shapes, because each is compiled once on accelerators."""


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """Token ids of all rows end to end, where each row begins, and its class."""

    ids: NDArray[np.int32]
    starts: Integers
    labels: Integers

    @classmethod
    def of(cls, rows: Iterable[NDArray[np.int32]], *, labels: Integers) -> "Encoded":
        """Put the ids of each row, [its tokens], end to end."""
        held = list(rows)
        starts = np.cumsum([0, *map(len, held)], dtype=np.int64)
        return cls(ids=np.concatenate(held), starts=starts, labels=labels)

    @property
    def lengths(self) -> Integers:
        """Tokens of each row."""
        return np.diff(self.starts)

    def steps(self, size: int) -> int:
        """Batches of `size` rows in an epoch, the last of which may be smaller."""
        return -(-len(self.labels) // size)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows padded to one length; a row of weight 0 fills a shape and counts for nothing."""

    ids: Integers
    mask: NDArray[np.bool_]
    labels: Integers
    weights: NDArray[np.float32]


def in_order(lengths: Integers, *, size: int, seed: int, epoch: int) -> list[Integers]:
    """Deal all rows of an epoch out to batches of `size`, one of which may be smaller."""
    chance = np.random.default_rng([seed, epoch])
    shuffled = chance.permutation(len(lengths))
    batches: list[Integers] = []
    for start in range(0, len(shuffled), POOL * size):
        pool = shuffled[start : start + POOL * size]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[at : at + size] for at in range(0, len(pool), size)]
    return [batches[index] for index in chance.permutation(len(batches))]


def share(rows: Integers, *, rank: int, world: int, parts: int) -> list[Integers]:
    """Give one of `world` processes its rows of a batch, in `parts` parts, some of which may be empty."""
    return list(np.array_split(rows[rank::world], parts))


def part_height(size: int, *, world: int, parts: int) -> int:
    """Rows that a process computes at once, at most: of its share of `size` rows, one of `parts` parts."""
    return -(-size // (world * parts))


def padded_length(longest: int, *, most: int) -> int:
    """Round up to a length of the list, or to `most`, the longest that the network takes."""
    return min(most, next(length for length in LENGTHS if length >= longest))


def padded(encoded: Encoded, rows: Integers, *, length: int, height: int) -> Batch:
    """Lay rows out as [height, length]; what fills up has one token: no softmax is over nothing."""
    ids = np.zeros((height, length), np.int64)
    mask = np.zeros((height, length), np.bool_)
    mask[len(rows) :, 0] = True
    for place, row in enumerate(rows):
        tokens = encoded.ids[encoded.starts[row] : encoded.starts[row + 1]]
        ids[place, : len(tokens)] = tokens
        mask[place, : len(tokens)] = True
    labels, weights = np.zeros(height, np.int64), np.zeros(height, np.float32)
    labels[: len(rows)], weights[: len(rows)] = encoded.labels[rows], 1
    return Batch(ids=ids, mask=mask, labels=labels, weights=weights)
