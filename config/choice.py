"""Why a table got the machine it has: what `lab2api config show` and synth say of a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.cheapest import Pick, cheapest
from config.conditions import Condition, conditions
from config.demand import Demand
from config.machine import Machine, machine_of
from config.machine_tables import MachineTable, machine_tables
from config.need import Need
from config.types import Section

if TYPE_CHECKING:
    from config.models import Environment

MOST_NAMED = 3
ENCRYPTED = (
    "SageMaker encrypts what the machines tell one another, which can make training longer and so dearer "
    "(SageMaker guide, train-encrypt); encrypt_between_hosts = false leaves that out."
)
"""Whether EFA is used at all beside it is not verified."""


@dataclass(frozen=True)
class Explanation:
    """`chosen` is the type of the table at `path`; each of `why` is a sentence for a person."""

    path: str
    chosen: str
    why: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path}: {self.chosen}. {' '.join(self.why)}"


def explanations(environment: Environment) -> list[Explanation]:
    """Explain every type that the file does not name by `instance_type`, and what is slow about the rest."""
    explained = [_explained(table, region=environment.region) for table in _tables(environment)]
    return [one for one in explained if one is not None]


def _tables(environment: Environment) -> list[MachineTable]:
    sections: dict[str, Section | None] = {
        "serving": environment.serving,
        **{f"models.{name}.serving": model.serving for name, model in environment.models.items()},
        "training": environment.training,
        "text_training": environment.text_training,
        "batch": environment.batch,
        "batch_queue": environment.batch_queue,
    }
    return list(machine_tables({path: vars(section) for path, section in sections.items() if section}))


def _name(table: MachineTable) -> str | None:
    name: str | None = table.values.get("accelerator" if table.on_ec2 else "instance_type")
    return name


def _explained(table: MachineTable, *, region: str) -> Explanation | None:
    name, need = _name(table), table.values.get("need")
    if name is None or (found := machine_of(name, use=table.use, region=region)) is None:
        return None
    why: list[str] = []
    if isinstance(need, Need):
        why += _for_need(table.demand(need, region=region))
    elif table.values.get("accelerator"):
        why += [f"It has {found}.", _cost(found, region=region)]
    why += _between_machines(table, found)
    return Explanation(path=table.path, chosen=name, why=tuple(why)) if why else None


def _for_need(demand: Demand) -> list[str]:
    need, region, pick = demand.need, demand.region, cheapest(demand)
    asked = ", ".join(_words(condition) for condition in conditions(need, room=demand.room))
    why = [f"Needed: {asked}.", f"It has {pick.machine}.", _cost(pick.machine, region=region)]
    why.append(_compared(pick, region=region))
    if pick.unpriced:
        names = ", ".join(one.name for one in pick.unpriced[:MOST_NAMED])
        more = len(pick.unpriced) - MOST_NAMED
        known = "not taken" if need.max_usd_per_hour is not None else "not compared"
        why.append(f"Of unknown price, so {known}: {names}{f' and {more} more' if more > 0 else ''}.")
    return why


def _compared(pick: Pick, *, region: str) -> str:
    if pick.machine.price is None:
        return "The smallest that fits was taken: no price of any is known."
    for dearer in pick.others:
        if dearer.price:
            price = dearer.price.stated(region)
            return f"The cheapest of {len(pick.others) + 1}; the next is {dearer.name} at {price}."
    return "No other type of known price fits."


def _cost(found: Machine, *, region: str) -> str:
    if (price := found.price) is None:
        return "Its price is unknown."
    return f"{price.stated(region, hour=' an hour')} ({price.date})."


def _words(condition: Condition) -> str:
    if condition.key == "efa":
        return "EFA"
    if condition.key == "accelerator":
        return {"gpu": "a GPU", "neuron": "Neuron"}[str(condition.wanted)]
    words = f"{condition.key} = {condition.wanted:g}"
    if condition.devices:
        return (
            f"{words} of the {condition.devices} {'device' if condition.devices == 1 else 'devices'} it gets"
        )
    return words


def _between_machines(table: MachineTable, found: Machine) -> list[str]:
    """Warn of many machines whose network would be what training waits for."""
    count = table.values.get("instance_count", 1)
    if table.path != "text_training" or count == 1:
        return []
    said = [ENCRYPTED] if table.values.get("encrypt_between_hosts") else []
    if not found.hardware.efa:
        gbps, tcp = f"{found.hardware.network_gbps:g} Gbit/s at most", "exchange gradients over TCP"
        said.append(f"{count} machines without EFA {tcp}, {gbps}: expect them to wait for it.")
    return said
