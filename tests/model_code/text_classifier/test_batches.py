"""Each row once an epoch, in an order that knows nothing of the processes, with little padding."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from text_classifier.batches import LENGTHS, Encoded, in_order, padded, padded_length, part_height, share

lengths = st.lists(st.integers(1, 256), min_size=1, max_size=300).map(np.array)
sizes, worlds, parts = st.integers(1, 70), st.integers(1, 9), st.integers(1, 5)


@given(lengths, sizes, worlds, parts, st.integers(0, 3))
def test_each_row_is_learnt_from_exactly_once_an_epoch(
    lengths: Any, size: int, world: int, parts: int, epoch: int
) -> None:
    batches = in_order(lengths, size=size, seed=1, epoch=epoch)
    shares = [share(rows, rank=rank, world=world, parts=parts) for rows in batches for rank in range(world)]
    assert {len(each) for each in shares} == {parts}
    assert sorted(np.concatenate([part for each in shares for part in each])) == list(range(len(lengths)))
    assert len(batches) == -(-len(lengths) // size)
    assert sorted(map(len, batches))[1:] == [size] * (len(batches) - 1)


@given(lengths, sizes, worlds, parts)
def test_no_part_is_higher_than_the_shape_that_chips_compile(
    lengths: Any, size: int, world: int, parts: int
) -> None:
    for rows in in_order(lengths, size=size, seed=1, epoch=0):
        for rank in range(world):
            most = max(len(part) for part in share(rows, rank=rank, world=world, parts=parts))
            assert most <= part_height(size, world=world, parts=parts)


def test_the_order_is_that_of_seed_and_epoch() -> None:
    lengths = np.arange(500) % 60 + 1

    def order(seed: int, epoch: int) -> list[int]:
        return np.concatenate(in_order(lengths, size=16, seed=seed, epoch=epoch)).tolist()

    assert order(1, 2) == order(1, 2)
    assert order(1, 2) != order(1, 3)
    assert order(1, 2) != order(2, 2)


def test_rows_of_like_length_share_a_batch() -> None:
    chance = np.random.default_rng(0)
    lengths = np.clip(chance.lognormal(3, 0.7, 4_000).astype(int), 1, 256)
    batches = in_order(lengths, size=32, seed=0, epoch=0)
    computed = sum(len(rows) * padded_length(int(lengths[rows].max()), most=256) for rows in batches)
    whole = sum(
        32 * padded_length(int(lengths[start : start + 32].max()), most=256) for start in range(0, 4_000, 32)
    )
    assert lengths.sum() / computed > 0.7
    assert lengths.sum() / whole < 0.3, "the same rows in the order of the file waste more"


@given(st.integers(1, 256), st.integers(8, 256))
def test_few_lengths_are_compiled_and_none_is_too_short(longest: int, most: int) -> None:
    longest = min(longest, most)
    assert longest <= padded_length(longest, most=most) <= most
    assert padded_length(longest, most=most) in {*LENGTHS, most}


def test_a_row_keeps_its_tokens_and_what_fills_up_weighs_nothing() -> None:
    rows = [np.array(row, np.int32) for row in ([2, 5, 6], [2, 7, 8, 9], [2])]
    encoded = Encoded.of(rows, labels=np.array([1, 0, 2]))
    batch = padded(encoded, np.array([1, 0]), length=5, height=3)
    assert batch.ids.tolist() == [[2, 7, 8, 9, 0], [2, 5, 6, 0, 0], [0] * 5]
    assert batch.mask.sum(axis=1).tolist() == [4, 3, 1]
    assert batch.labels.tolist() == [0, 1, 0]
    assert batch.weights.tolist() == [1, 1, 0]
    assert encoded.lengths.tolist() == [3, 4, 1]
    assert encoded.steps(2) == 2
