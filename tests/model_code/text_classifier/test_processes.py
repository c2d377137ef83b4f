"""Two processes, or one batch in parts, learn what one process learns from the whole batch."""

import json
import socket
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.model_code.text_classifier import opinions
from tests.model_code.text_classifier.torch_processes import SCRIPT, ended, needs_torch, run, start

pytestmark = [pytest.mark.torch, needs_torch]
ROWS, BATCH = 49, 16
"""The last batch of an epoch has one row: the second process has none, and adds nothing to the average."""
TOLERANCE = 2e-5
"""Sums in single precision in another order, over 12 steps of AdamW, whose first steps know only the sign."""
TOLD = {"size": "tiny", "epochs": 3, "batch": BATCH, "vocabulary": 400, "length": 32, "dropout": 0, "seed": 3}
ALONE = ("one", "parts", "shapes")
Arrays = dict[str, NDArray[Any]]
Made = tuple[dict[str, Arrays], dict[str, Any]]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What one process learns, in 1 and 5 parts a step, in a chip's shapes; what two do in 3; and facts."""
    folder = tmp_path_factory.mktemp("processes")
    train, test = opinions.rows(ROWS, seed=1), opinions.rows(11, seed=2)
    bases = {
        name: opinions.lay_out(folder / name, train=train, test=test, **TOLD, accumulate=parts)
        for name, parts in (("one", 1), ("parts", 5), ("shapes", 2), ("two", 3))
    }
    together = {"WORLD_SIZE": 2, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port()}
    processes = [
        start(SCRIPT, "trained", bases["two"], base=folder, RANK=rank, LOCAL_RANK=rank, **together)
        for rank in range(2)
    ]
    done = [
        run(SCRIPT, "alone", *(bases[name] for name in ALONE), base=folder),
        *(ended(process) for process in processes),
    ]
    assert [each.returncode for each in done] == [0, 0, 0], [each.stderr[-2000:] for each in done]
    files = {name: f"{name}/weights0" for name in ALONE}
    files |= {"first": "two/weights0", "second": "two/weights1"}
    arrays = {name: dict(np.load(folder / f"{file}.npz")) for name, file in files.items()}
    return arrays, json.loads(done[0].stdout.splitlines()[-1])


@pytest.fixture
def learnt(made: Made) -> dict[str, Arrays]:
    return made[0]


@pytest.mark.parametrize("other", ["first", "parts", "shapes"])
def test_the_loss_of_every_step_is_the_same(learnt: dict[str, Arrays], other: str) -> None:
    assert len(learnt["one"]["losses"]) == 12
    np.testing.assert_allclose(learnt[other]["losses"], learnt["one"]["losses"], atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("other", ["first", "parts", "shapes"])
def test_the_weights_and_the_answers_at_the_end_are_the_same(learnt: dict[str, Arrays], other: str) -> None:
    for name, expected in learnt["one"].items():
        np.testing.assert_allclose(learnt[other][name], expected, atol=TOLERANCE * 10, rtol=0, err_msg=name)


def test_both_processes_hold_the_same_bits(learnt: dict[str, Arrays]) -> None:
    for name, expected in learnt["first"].items():
        assert np.array_equal(learnt["second"][name], expected), name


def test_padding_changes_no_answer_and_the_order_of_words_does(made: Made) -> None:
    facts = made[1]
    assert facts["padding"] < 1e-5
    assert facts["no_mask"] < 1e-5
    assert facts["nothing_is_finite"]
    assert facts["order"] > 1e-3


def test_measuring_takes_no_more_memory_than_training(made: Made) -> None:
    """A step of `shapes` is 16 rows in two parts of 8; there are 11 rows to be measured on."""
    assert made[1]["heights"] == [8, 8]


def test_less_memory_gives_the_same_gradients(made: Made) -> None:
    assert made[1]["recomputed"] < 1e-6


def test_the_formula_counts_the_operations_that_pytorch_counts(made: Made) -> None:
    assert made[1]["formula"] == pytest.approx(made[1]["counted"], rel=1e-9)


def test_throughput_is_told_without_a_utilization_where_there_is_no_accelerator(made: Made) -> None:
    found, text = made[1]["speed"]
    assert found["tokens_per_second"] > 0
    assert found["model_flops_utilization"] is None
    assert found["why_not"] == "not measured: no accelerator"
    assert "model_flops_utilization: not measured: no accelerator" in text.splitlines()


def test_damaged_checkpoints_are_passed_over_and_the_last_three_kept(made: Made) -> None:
    assert made[1]["damaged"] == [1, True]
