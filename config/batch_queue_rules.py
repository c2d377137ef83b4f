"""What AWS Batch would refuse of `[batch_queue]`, or leave waiting for ever, refused here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.chip_container_rules import unpublished_container
from config.cluster_machine_rules import broken_cluster_machine

if TYPE_CHECKING:
    from config.models import Environment


def broken_batch_queue(environment: Environment) -> Iterator[str]:
    """Yield why the queue's jobs would never start."""
    if (queue := environment.batch_queue) is None:
        return
    yield from broken_cluster_machine("batch_queue", queue, region=environment.region)
    yield from unpublished_container("batch_queue", queue.container, region=environment.region)
    if queue.cpus > queue.max_vcpus:
        yield "batch_queue.max_vcpus: is less than a job's cpus, so none would start; raise it"
    if environment.network is None:
        yield "batch_queue: its machines run in subnets; add [network], or remove [batch_queue]"
    if environment.text_training is None:
        yield "batch_queue: an array trains the model of [text_training], which is missing; add it"
