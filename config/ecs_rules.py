"""What ECS would refuse of a model's table, or never place, with the path of the key."""

from __future__ import annotations

from collections.abc import Iterator

from config.chip_container_rules import broken_cluster_container
from config.cluster_machine_rules import broken_cluster_machine
from config.ecs import Ecs
from config.fargate import wrong_size
from config.instances import chip


def broken_ecs(path: str, serving: Ecs, *, region: str) -> Iterator[str]:
    """Yield the rules that hosting on ECS described at `path` breaks."""
    if serving.min_tasks > serving.max_tasks:
        yield f"{path}.min_tasks: is above max_tasks; swap them"
    if serving.launch == "fargate":
        yield from _fargate(path, serving)
    elif serving.accelerator is None:
        yield (
            f'{path}.accelerator: is missing; managed instances need accelerator = "g6.xlarge" or need; '
            "add one, or set launch to fargate"
        )
    else:
        yield from broken_cluster_machine(path, serving, region=region)
        yield from broken_cluster_container(
            f"{path}.container", serving.container, machine=serving.accelerator, region=region
        )
        yield from _all_neuron_devices(path, serving, machine=serving.accelerator)


def _fargate(path: str, serving: Ecs) -> Iterator[str]:
    """Say once what is for machines with devices, however many keys say it."""
    asking = [key for key in ("accelerator", "need", "accelerators") if getattr(serving, key)]
    if serving.container != "own":
        asking.append("container")
    if asking:
        them = "it" if len(asking) == 1 else " and ".join(asking)
        yield (
            f"{path}.{asking[0]}: Fargate has no accelerators; set launch to managed-instances, "
            f"or remove {them}"
        )
    if wrong := wrong_size(path, cpus=serving.cpus, memory_mb=serving.memory_mb):
        yield wrong


def _all_neuron_devices(path: str, serving: Ecs, *, machine: str) -> Iterator[str]:
    """Refuse a part of them: NeuronDevice takes no value but ALL (API reference, ResourceRequirement)."""
    found = chip(machine)
    if found and found.kind == "neuron" and 0 < serving.accelerators < found.count:
        yield f"{path}.accelerators: ECS gives a task all Neuron devices or none; set it to {found.count}"
