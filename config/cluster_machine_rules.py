"""What a task, a pod or a job asks of the machine that EC2 brings for it."""

from __future__ import annotations

from collections.abc import Iterator

from config.batch_queue import BatchQueue
from config.ecs import Ecs
from config.eks import Eks
from config.instance_rules import unsold_type
from config.machine import machine_of
from config.room import Room
from config.room_rules import without_devices, without_room

Run = Ecs | Eks | BatchQueue
RUN = {Ecs: "task", Eks: "pod", BatchQueue: "job"}


def broken_cluster_machine(path: str, run: Run, *, region: str) -> Iterator[str]:
    """Yield why the machine at `path` is not to be had, or holds not one of what it is for."""
    if (name := run.accelerator) is None:
        if run.accelerators:
            yield f'{path}.accelerators: of which type? add accelerator = "g6.xlarge" or need, or remove it'
        return
    key = f"{path}.{'need' if run.need else 'accelerator'}"
    yield from unsold_type(key, name, use="ec2", region=region)
    if (machine := machine_of(name, use="ec2", region=region)) is None:
        return
    if not machine.runs_ours:
        yield f"{key}: our containers are for x86_64 and Inferentia2 or later, not for {name}; take g6.xlarge"
    room, what = Room.of(vars(run)), RUN[type(run)]
    yield from without_room(path, room, machine, what=what)
    yield from without_devices(path, room, machine, what=what)
