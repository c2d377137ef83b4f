"""From a TOML file to an Environment, or to a list of what to change in the file."""

import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.models import Environment
from config.serving import MODES, modes_with
from config.types import ON_CLUSTERS

ENVIRONMENTS = Path(__file__).parent / "environments"


class ConfigError(ValueError):
    """The settings cannot work; `problems` has one `path.to.key: what to do` line each."""

    def __init__(self, *, source: str, problems: list[str]) -> None:
        self.source = source
        self.problems = problems
        super().__init__(
            "\n".join([f"{source} has {len(problems)} problem(s):", *(f"  {line}" for line in problems)])
        )


def names(*, folder: Path = ENVIRONMENTS) -> list[str]:
    """List the environments: the stems of the TOML files, sorted."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load(name: str, *, folder: Path = ENVIRONMENTS) -> Environment:
    """Read and check one environment. Raises ConfigError with every problem found."""
    path = folder / f"{name}.toml"
    if not path.is_file():
        raise ConfigError(
            source=name, problems=[f"no such environment; choose one of {', '.join(names(folder=folder))}"]
        )
    try:
        return Environment.model_validate({"name": name, **tomllib.loads(path.read_text(encoding="utf-8"))})
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(source=str(path.name), problems=[f"not TOML: {error}"]) from error
    except ValidationError as error:
        raise ConfigError(source=str(path.name), problems=problems(error)) from error


def load_all(*, folder: Path = ENVIRONMENTS) -> list[Environment]:
    """Read every environment, in the order of their names."""
    return [load(name, folder=folder) for name in names(folder=folder)]


def problems(error: ValidationError) -> list[str]:
    """Say every problem as `path.to.key: what is wrong and what to do`."""
    return [line for detail in error.errors() for line in _lines(detail)]


def _lines(detail: ErrorDetails) -> list[str]:
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "value_error" and not detail["loc"]:
        return message.splitlines()
    path, mode = _path(detail["loc"])
    if detail["type"] == "extra_forbidden":
        message = _no_such_setting(path, mode)
    if detail["type"] == "missing":
        message = "is missing; copy the line from config/environments/dev.toml"
        if mode not in (None, "serverless"):
            message = f"is missing; copy the line from {_example(mode)}"
    return [f"{path}: {message}"]


def _path(location: tuple[int | str, ...]) -> tuple[str, str | None]:
    """Return the keys as in the file and, below a serving table, its mode, which pydantic adds as a part."""
    keys, mode = [str(part) for part in location if part != "[key]"], None
    for position, key in enumerate(keys[:-1]):
        if key == "serving" and keys[position + 1] in MODES and position in (0, 2):
            mode = keys.pop(position + 1)
            break
    return ".".join(keys), mode


def _example(mode: str) -> str:
    if mode in ON_CLUSTERS:
        return f"the model on {mode} in config/environments/accelerated.toml"
    return f"the {mode} model in config/environments/modes.toml"


def _hosting(mode: str) -> str:
    return f"compute {mode}" if mode in ON_CLUSTERS else f"mode {mode}"


def _settings(modes: list[str]) -> str:
    """Say how to get to any of the modes: those of clusters are not written as modes."""
    ways = {
        "mode": [mode for mode in modes if mode not in ON_CLUSTERS],
        "compute": [mode for mode in modes if mode in ON_CLUSTERS],
    }
    return ", or ".join(f"{key} to {' or '.join(values)}" for key, values in ways.items() if values)


def _no_such_setting(path: str, mode: str | None) -> str:
    table, _, key = path.rpartition(".")
    if mode and table.endswith("serving") and (others := modes_with(key)):
        return f"{_hosting(mode)} has none; remove it, or set {_settings(others)}"
    return "there is no such setting; check the spelling against the comments in the file, or remove it"
