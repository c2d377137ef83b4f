"""Which tables of the settings name a machine, and for which use it is bought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.batch_queue import BatchQueue
from config.demand import Demand
from config.need import Need
from config.room import NO_ROOM, Room
from config.types import ON_CLUSTERS

USES = {"training": "training", "text_training": "training", "batch": "transform", "batch_queue": "ec2"}
"""Besides those of [serving] and [models.NAME.serving]."""
A_JOB = {key: BatchQueue.model_fields[key].default for key in ("cpus", "memory_mb")}
"""What a job of the queue takes where the file does not say it."""
ON_INSTANCES = ("realtime", "async", "component")


@dataclass(frozen=True)
class MachineTable:
    """A table and its path in the file; `values` are the file's own, or the attributes of what was read."""

    path: str
    use: str
    values: Mapping[str, Any]

    @property
    def on_ec2(self) -> bool:
        """Whether EC2's names are written, and none has to be."""
        return self.use == "ec2"

    @property
    def steady(self) -> bool:
        """Whether types on CPU credits cannot be used: where something scales, and on clusters."""
        scales = self.values.get("mode") in ("async", "component") or bool(self.values.get("autoscaling"))
        return self.on_ec2 or scales

    def demand(self, need: Need, *, region: str) -> Demand:
        """Return what its `need` asks the region for."""
        shares = self.on_ec2 or self.values.get("mode") == "component"
        room = Room.of(self.values) if shares else NO_ROOM
        return Demand(need=need, use=self.use, region=region, steady=self.steady, room=room)


def machine_tables(tables: Mapping[str, Any]) -> Iterator[MachineTable]:
    """Yield those, of all tables by path, that name a machine, or must."""
    for path, values in tables.items():
        if path in USES:
            defaults = A_JOB if path == "batch_queue" else {}
            yield MachineTable(path=path, use=USES[path], values={**defaults, **values})
        elif values.get("mode") in ON_INSTANCES:
            yield MachineTable(path=path, use="endpoint", values=values)
        elif values.get("mode") in ON_CLUSTERS:
            yield MachineTable(path=path, use="ec2", values=values)


def tables_of(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the tables that may name a machine by their path, out of settings as nested mappings."""
    models = values.get("models")
    found = {"serving": values.get("serving"), **{path: values.get(path) for path in USES}}
    for name, model in (models if isinstance(models, Mapping) else {}).items():
        if isinstance(model, Mapping):
            found[f"models.{name}.serving"] = model.get("serving")
    return {path: table for path, table in found.items() if isinstance(table, dict)}
