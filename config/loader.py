"""From a TOML file to an Environment, or to a list of what to change in the file."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from config.errors import ConfigError, problems
from config.models import Environment
from config.roster_files import rosters_of

ENVIRONMENTS = Path(__file__).parent / "environments"


def names(*, folder: Path = ENVIRONMENTS) -> list[str]:
    """List the environments: the stems of the TOML files, sorted."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load(name: str, *, folder: Path = ENVIRONMENTS, rosters: Path | None = None) -> Environment:
    """Read and check one environment and its classes, which are in the folder beside unless another is named.

    Raises ConfigError with every problem found.
    """
    path = folder / f"{name}.toml"
    if not path.is_file():
        raise ConfigError(
            source=name, problems=[f"no such environment; choose one of {', '.join(names(folder=folder))}"]
        )
    classes = rosters_of(name, environments=names(folder=folder), folder=rosters or folder.parent / "rosters")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        return Environment.model_validate({"name": name, "classes": classes, **settings})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(source=str(path.name), problems=[f"not TOML: {error}"]) from error
    except ValidationError as error:
        raise ConfigError(source=str(path.name), problems=problems(error)) from error


def load_all(*, folder: Path = ENVIRONMENTS) -> list[Environment]:
    """Read every environment, in the order of their names."""
    return [load(name, folder=folder) for name in names(folder=folder)]
