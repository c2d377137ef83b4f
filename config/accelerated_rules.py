"""Pairs of chip, container and host that would start, fail and roll back an hour into a deploy."""

from __future__ import annotations

from collections.abc import Iterator

from config.accelerated import OnAccelerators
from config.chip_container_rules import broken_container
from config.deep_learning_containers import cuda_version
from config.inference_amis import AMIS
from config.instances import chip
from config.machine import machine_of
from config.room import Room
from config.room_rules import without_devices, without_room
from config.serving import Component


def broken_accelerators(path: str, serving: OnAccelerators, *, region: str) -> Iterator[str]:
    """Yield what of `path`'s accelerators, container and host does not fit together."""
    wanted = serving.instance_type
    yield from broken_container(f"{path}.container", serving.container, machine=wanted, region=region)
    yield from _host(path, serving)
    if isinstance(serving, Component):
        yield from _copies(path, serving, region=region)


def _host(path: str, serving: OnAccelerators) -> Iterator[str]:
    if (name := serving.inference_ami_version) is None:
        return
    found, key = chip(serving.instance_type), f"{path}.inference_ami_version"
    fitting = [one for one, ami in AMIS.items() if found and ami.kind == found.kind]
    if name not in fitting:
        advice = f"take {' or '.join(fitting)}, or remove it" if fitting else "remove it"
        yield f"{key}: SageMaker has no {name} for {serving.instance_type}; {advice}"
        return
    has, needed = AMIS[name].cuda, cuda_version(serving.kind) if serving.kind else None
    if has and needed and needed > has:
        driver, wanted = (".".join(map(str, one)) for one in (has, needed))
        yield (
            f"{key}: {name} runs CUDA {driver} at most, {serving.container} needs {wanted}; remove it, and "
            "the right one is taken"
        )


def _copies(path: str, serving: Component, *, region: str) -> Iterator[str]:
    """Check for room; the environment's own image computes on processors, beside devices too."""
    machine = machine_of(serving.instance_type, use="endpoint", region=region)
    if machine is None:
        return
    room = Room.of(vars(serving))
    yield from without_room(path, room, machine, what="copy")
    if serving.container != "own":
        yield from without_devices(path, room, machine, what="copy")
    places = serving.max_instances * machine.accelerators
    if 0 < room.accelerators <= machine.accelerators and serving.max_copies * room.accelerators > places:
        yield (
            f"{path}.max_copies: {serving.max_copies} copies of {room.accelerators} devices do not fit on "
            f"max_instances = {serving.max_instances} of {machine.name}; lower it to "
            f"{places // room.accelerators}, or raise max_instances"
        )
