"""Rosters for tests: a small one as TOML and as CSV, with keys or cells changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import config
from config import Environment
from config.roster import Roster
from config.roster_cells import HEADER
from config.roster_files import load_roster

CLASS = {
    "environment": "classroom",
    "course": "Data at work",
    "start": "2026-09-07",
    "end": "2026-12-20",
    "time_zone": "Asia/Ho_Chi_Minh",
    "seats": "30",
    "class_budget_usd": "5.00",
    "services": "training;endpoints",
    "instance_types": "ml.t3.medium;ml.m5.large",
}


def roster(*slugs: str, **changes: Any) -> Roster:
    """A valid class; `changes` are keys of a TOML file."""
    given = {key: value for key, value in CLASS.items() if key != "class_budget_usd"} | {
        "name": "ml1",
        "budget_usd": 5,
        "services": ["training", "endpoints"],
        "instance_types": ["ml.t3.medium", "ml.m5.large"],
        "students": [{"slug": slug} for slug in slugs or ("s01", "s02")],
    }
    return Roster.model_validate(given | changes)


def of_class(**changes: Any) -> Environment:
    """The environment `classroom` with this one class, keys of `classroom` changed as in `environment__…`."""
    values = config.load("classroom").model_dump()
    for path in [path for path in changes if path.startswith("environment__")]:
        *parents, key = path.removeprefix("environment__").split("__")
        table = values
        for parent in parents:
            table = table[parent]
        table[key] = changes.pop(path)
    return Environment.model_validate({**values, "classes": [roster(**changes)]})


def row(*student: str, **cells: str) -> list[str]:
    """Cells of one student; `cells` are of the class, empty unless they are given."""
    own = [*student, "", "", ""][:3]
    return [*own, *(cells.get(column, "") for column in HEADER[3:])]


def csv_text(*rows: list[str], separator: str = ",") -> str:
    """A file with the class's cells in the row of `s01`, and further rows."""
    lines = [list(HEADER), row("s01", "a", **CLASS), *rows]

    def cell(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if any(char in text for char in f'"{separator}\r\n') else text

    return "".join(separator.join(map(cell, line)) + "\r\n" for line in lines)


def write(folder: Path, text: str | bytes, *, name: str = "ml1.csv") -> Path:
    """Put a file into a folder of rosters."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def problems(folder: Path, *, name: str = "ml1") -> list[str]:
    """What is wrong with a class of a folder."""
    with pytest.raises(config.ConfigError) as caught:
        load_roster(name, folder=folder)
    return caught.value.problems
