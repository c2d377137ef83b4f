"""Instance types that would be refused minutes into a deploy: not sold, or not what our images run on."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from config.catalog import instance_types, nearest, regions_selling
from config.conditions import DEVICES
from config.hardware import UnknownTypeError, facts
from config.instances import family, graviton
from config.machine import Machine, machine_of, machines

MOST_NAMED = 4


def unusable_type(path: str, wanted: str, *, use: str, region: str) -> Iterator[str]:
    """Yield why `region` cannot run our image on the type for `use`: endpoint, training, transform, ..."""
    yield from unsold_type(path, wanted, use=use, region=region)
    if graviton(wanted):
        yield f"{path}: {family(wanted)} is arm64, our images x86_64; take ml.m5.large"


def unsold_type(path: str, wanted: str, *, use: str, region: str) -> Iterator[str]:
    """Yield that `region` does not sell the type for `use`, what is near it there, and where it is sold."""
    if wanted in instance_types(use=use, region=region):
        return
    selling = regions_selling(wanted, use=use)
    places = [place for place in nearest(region) if place in selling][:MOST_NAMED]
    elsewhere = f"; {wanted} is sold in {', '.join(places)}" if places else _nowhere(wanted, use=use)
    yield (
        f"{path}: {region} does not sell {wanted} {_for(use)}; "
        f"{_instead(wanted, use=use, region=region)}{elsewhere}"
    )


def _for(use: str) -> str:
    return "on EC2" if use == "ec2" else f"for {use} use"


def _nowhere(wanted: str, *, use: str) -> str:
    try:
        facts(wanted)
    except UnknownTypeError as error:
        return f"; {error}"
    return f"; no region of config/catalogs sells it {_for(use)}"


def _instead(wanted: str, *, use: str, region: str) -> str:
    """Name what is sold there of the same family, else with devices of the same kind, the nearest first."""
    sold = instance_types(use=use, region=region)
    if near := sorted(name for name in sold if family(name) == family(wanted))[:MOST_NAMED]:
        return f"it does sell {', '.join(near)}"
    machine = machine_of(wanted, use=use, region=region)
    if machine is None or (kind := machine.kind) is None:
        return f"it does sell {'m5.large' if use == 'ec2' else 'ml.m5.large'}"
    alike = [one for one in machines(use=use, region=region) if one.kind == kind]
    if not alike:
        return f"it sells nothing with a {DEVICES[kind]} for that"
    closest = sorted(alike, key=lambda one: (_distance(machine, one), one.name))[:MOST_NAMED]
    return f"it does sell {', '.join(one.name for one in closest)}"


def _distance(wanted: Machine, other: Machine) -> float:
    """Compare the memory of all devices, then the processors: twice and half are equally far."""
    memory = abs(log(wanted.gpu_memory_gib / other.gpu_memory_gib))
    return memory + abs(log(wanted.hardware.vcpus / other.hardware.vcpus)) / 4
