"""Which machines with accelerators an environment's models and training ask for, and how many at most."""

from collections.abc import Iterator
from dataclasses import dataclass

from config import Eks, Environment
from config.hardware import facts
from stacks.manifests.devices import Devices
from stacks.manifests.manifest import Manifest
from stacks.manifests.node_pool import node_pool


@dataclass(frozen=True, kw_only=True)
class Demand:
    """At most so many machines of a type."""

    machine: str
    machines: int


def pools(config: Environment) -> list[Manifest]:
    """Return one pool a type; two models that ask for the same share it."""
    most: dict[str, int] = {}
    for demand in _demands(config):
        most[demand.machine] = most.get(demand.machine, 0) + demand.machines
    return [_pool(machine, count) for machine, count in sorted(most.items())]


def devices_of(serving: Eks) -> Devices | None:
    """Return what a pod of the model asks for, None where any machine will do."""
    if serving.accelerator is None:
        return None
    return Devices.some(serving.accelerator, count=serving.accelerators)


def _demands(config: Environment) -> Iterator[Demand]:
    for model in config.models:
        serving = config.serving_of(model)
        if isinstance(serving, Eks) and serving.accelerator:
            # One more than the most pods: while a new version comes up, an old pod is still there.
            pods = serving.max_replicas + 1
            yield Demand(machine=serving.accelerator, machines=-(-pods // _pods_a_machine(serving)))
    if training := config.text_training:
        machine = training.instance_type.removeprefix("ml.")
        yield Demand(machine=machine, machines=training.instance_count)


def _pods_a_machine(serving: Eks) -> int:
    assert serving.accelerator is not None  # noqa: S101 - its caller has looked
    found = facts(serving.accelerator)
    if found.accelerator and serving.accelerators:
        return max(1, found.accelerator.count // serving.accelerators)
    return max(1, int(found.vcpus // serving.cpus))


def _pool(machine: str, count: int) -> Manifest:
    found = facts(machine)
    devices = found.accelerator
    return node_pool(
        machine=machine,
        kind=devices.kind if devices else None,
        architecture=found.architecture,
        cpus=count * found.vcpus,
        devices=count * devices.count if devices else 0,
    )
