"""The files of config/rosters, read as they are written: which there are, and what cannot be read at all."""

import tomllib
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.roster_cells import UnreadableError
from config.roster_csv import read_sheet
from config.roster_sheet import Sheet

ROSTERS = Path(__file__).parent / "rosters"
ENDINGS = (".csv", ".toml")


class UnreadableFileError(ConfigError):
    """Nothing can be told of the class, not even which environment it belongs to."""


def roster_names(*, folder: Path = ROSTERS) -> list[str]:
    """List the classes: the stems of the files, sorted."""
    return sorted({path.stem for path in folder.glob("*") if path.suffix in ENDINGS})


def unreadable(*, folder: Path = ROSTERS) -> list[str]:
    """List the classes whose files cannot be read, so that no environment has them."""
    found = []
    for name in roster_names(folder=folder):
        try:
            read(file_of(name, folder))
        except UnreadableFileError:
            found.append(name)
    return found


def file_of(name: str, folder: Path) -> Path:
    """Return the one file of a class. Raises ConfigError where there is none, or two."""
    found = [path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()]
    if len(found) > 1:
        both = " and ".join(path.name for path in found)
        raise ConfigError(
            source=name, problems=[f"there are {both}; a class is in one file, remove the other"]
        )
    if not found:
        known = ", ".join(roster_names(folder=folder)) or "none"
        raise ConfigError(source=name, problems=[f"no such class in {folder.name}/; there is {known}"])
    return found[0]


def read(path: Path) -> dict[str, Any] | Sheet:
    """Return a table or rows, whatever they say. Raises UnreadableFileError."""
    try:
        return read_sheet(path) if path.suffix == ".csv" else tomllib.loads(path.read_text(encoding="utf-8"))
    except UnreadableError as error:
        raise UnreadableFileError(source=path.name, problems=[str(error)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFileError(source=path.name, problems=[f"not TOML: {error}"]) from None
