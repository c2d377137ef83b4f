"""From the files of config/rosters to classes, or to a list of what to change in a file."""

import logging
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.errors import ConfigError, details, lines_of, problems
from config.roster import Roster
from config.roster_reading import ROSTERS, UnreadableFileError, file_of, read, roster_names
from config.roster_sheet import Sheet

EXAMPLE = "config/rosters/demo.toml"

logger = logging.getLogger(__name__)


def load_roster(name: str, *, folder: Path = ROSTERS) -> Roster:
    """Read and check one class by itself. Raises ConfigError with every problem found."""
    path = file_of(name, folder)
    said = read(path)
    return _of_sheet(path, said) if isinstance(said, Sheet) else _of_table(path, said)


def rosters_of(
    environment: str, *, environments: Collection[str] = (), folder: Path = ROSTERS
) -> tuple[Roster, ...]:
    """Return the classes that work on an environment, in the order of their names.

    Another environment's class may be broken: only where it belongs must be known, and be one of
    `environments`. A file that cannot be read at all is left out with a warning, as it may be of another; a
    deploy refuses it where its class is deployed. A class has no environment's name, with which everything of
    the platform begins.
    """
    found = []
    for name in roster_names(folder=folder):
        path = file_of(name, folder)
        try:
            said = read(path)
        except UnreadableFileError as error:
            _warn(str(path.name), error.problems[0])
            continue
        where = said.environment if isinstance(said, Sheet) else said.get("environment")
        if wrong := _misplaced(name, where, environments):
            raise ConfigError(source=path.name, problems=[wrong])
        if where == environment:
            found.append(load_roster(name, folder=folder))
    return tuple(found)


@cache
def _warn(file: str, problem: str) -> None:
    """Say it once, however many environments are read."""
    logger.warning("%s is left out, no environment has this class: %s", file, problem)


def _misplaced(name: str, environment: Any, environments: Collection[str]) -> str | None:
    known = ", ".join(environments)
    if environments and environment not in environments:
        return f"environment: must be one of {known}"
    if name in environments:
        return f"name: {name} is an environment, whose endpoints and jobs begin so; rename the file"
    return None


def _of_table(path: Path, table: dict[str, Any]) -> Roster:
    if "name" in table:
        raise ConfigError(source=path.name, problems=["name: is that of the file; remove the line"])
    try:
        return Roster.model_validate({"name": path.stem, **table})
    except ValidationError as error:
        raise ConfigError(source=path.name, problems=problems(error, example=EXAMPLE)) from error


def _of_sheet(path: Path, sheet: Sheet) -> Roster:
    settings, wrong = sheet.settings()
    if wrong:
        raise ConfigError(source=path.name, problems=wrong)
    try:
        return Roster.model_validate({"name": path.stem, **settings})
    except ValidationError as error:
        raise ConfigError(source=path.name, problems=_by_cell(sheet, error)) from error


def _by_cell(sheet: Sheet, error: ValidationError) -> list[str]:
    """Say problems by row and column; one of the whole begins with the key, which is in the first row."""
    found = []
    for detail in details(error):
        for line in lines_of(detail, example=EXAMPLE):
            key, _, message = line.partition(": ")
            place = "the file" if key == "name" else sheet.place(detail["loc"] or (key,))
            found.append(f"{place}: {message}")
    return found
