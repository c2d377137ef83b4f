"""An array queue whose jobs would wait for ever is refused with what to do."""

from typing import Any

import pytest

from tests.config.machines import TEXT, settings
from tests.config.test_choice import refusals

G6 = TEXT | {"accelerator": "g6.xlarge"}


@pytest.mark.parametrize(
    ("queue", "line"),
    [
        ({"cpus": 20}, "batch_queue.max_vcpus: is less than a job's cpus, so none would start; raise it"),
        (
            {"accelerators": 1},
            'batch_queue.accelerators: of which type? add accelerator = "g6.xlarge" or need, or remove it',
        ),
        (
            {"accelerator": "g6.2xlarge"},
            "batch_queue.accelerators: is 0, so a job sees no device of g6.2xlarge; set it to 1 or more",
        ),
    ],
)
def test_a_queue_whose_jobs_would_never_start_is_refused(queue: dict[str, Any], line: str) -> None:
    assert refusals(settings(batch_queue=queue, text_training=G6)) == [line]


@pytest.mark.parametrize(
    "queue",
    [
        {},
        {"accelerator": "g6.xlarge", "accelerators": 1},
        {"accelerator": "trn1.2xlarge", "accelerators": 1, "cpus": 8},
        {"need": {"gpu_memory_gib": 24}, "accelerators": 1},
    ],
)
def test_a_queue_whose_jobs_have_room_is_accepted(queue: dict[str, Any]) -> None:
    assert refusals(settings(batch_queue=queue, text_training=G6)) == []


def test_a_queue_needs_subnets() -> None:
    (line,) = refusals(settings(batch_queue={}, text_training=G6, network=None, studio=None))
    assert line == "batch_queue: its machines run in subnets; add [network], or remove [batch_queue]"


def test_an_array_trains_what_text_training_trains() -> None:
    (line,) = refusals(settings(batch_queue={}))
    assert line == "batch_queue: an array trains the model of [text_training], which is missing; add it"
