"""AWS's containers on chips, on SageMaker as on clusters: what would not be found, or not start."""

from __future__ import annotations

from collections.abc import Iterator

from config.catalog import nearest
from config.chip_containers import BLACKWELL_CUDA, BY_CHIP, RUNS_ON, SERVING, lacks_cuda
from config.deep_learning_containers import Kind, container_uri, cuda_version, regions_with
from config.instances import chip, hardware

CHIPS = {"gpu": "GPUs", "neuron": "Inferentia2 and Trainium"}
SUITED = {"pytorch": "g6.xlarge", "neuronx": "inf2.xlarge", "lmi": "g6e.xlarge"}
MOST_NAMED = 4


def broken_cluster_container(path: str, container: str, *, machine: str, region: str) -> Iterator[str]:
    """Yield why a task or pod with `container`, the key at `path`, cannot start or leaves chips idle."""
    found = chip(machine)
    if container == "own" and found:
        yield (
            f"{path}: own computes on CPUs, not on what {machine} has; take {BY_CHIP[found.kind]}, "
            "or a type without accelerators"
        )
    yield from broken_container(path, container, machine=machine, region=region)


def broken_container(path: str, container: str, *, machine: str, region: str) -> Iterator[str]:
    """Yield why AWS's container cannot serve on the machine, which SageMaker's or EC2's name says.

    `path` is of the key that asks for the container. A type that is not known is another rule's.
    """
    if (kind := SERVING.get(container)) is None:
        return
    yield from unpublished_container(path, kind, region=region)
    if hardware(machine) is None:
        return
    found, suited = chip(machine), _written_as(machine, SUITED[container])
    if found is None or found.kind != RUNS_ON[container]:
        yield (
            f"{path}: {container} runs on {CHIPS[RUNS_ON[container]]}, which {machine} has not; "
            f"take {suited}, or another container"
        )
    elif lacks_cuda(kind, found):
        has, needed = (".".join(map(str, one)) for one in (cuda_version(kind) or (), BLACKWELL_CUDA))
        yield f"{path}: {kind} has CUDA {has}, {machine} needs {needed}; take {suited}, or lmi on SageMaker"


def unpublished_container(path: str, kind: Kind, *, region: str) -> Iterator[str]:
    """Yield that AWS has no such container in the region, and the nearest where it has."""
    if container_uri(kind, region) is None:
        places = [place for place in nearest(region) if place in regions_with(kind)][:MOST_NAMED]
        yield f"{path}: AWS publishes no {kind} container in {region}; it does in {', '.join(places)}"


def _written_as(machine: str, name: str) -> str:
    return f"ml.{name}" if machine.startswith("ml.") else name
