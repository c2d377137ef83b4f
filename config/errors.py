"""What is wrong with a file of settings, as lines that say what to change."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.serving import MODES, modes_with
from config.types import ON_CLUSTERS


class ConfigError(ValueError):
    """The settings cannot work; `problems` has one `path.to.key: what to do` line each."""

    def __init__(self, *, source: str, problems: list[str]) -> None:
        self.source = source
        self.problems = problems
        super().__init__(
            "\n".join([f"{source} has {len(problems)} problem(s):", *(f"  {line}" for line in problems)])
        )


EXAMPLE = "config/environments/dev.toml"


def problems(error: ValidationError, *, example: str = EXAMPLE) -> list[str]:
    """Say every problem as `path.to.key: what is wrong and what to do`; `example` has every key."""
    return [line for detail in details(error) for line in lines_of(detail, example=example)]


def details(error: ValidationError) -> list[ErrorDetails]:
    """List what is wrong, without `too short` of a list whose entries are refused one by one."""
    found = error.errors()

    def within(outer: ErrorDetails) -> bool:
        size = len(outer["loc"])
        return any(one["loc"][:size] == outer["loc"] and len(one["loc"]) > size for one in found)

    return [one for one in found if one["type"] != "too_short" or not within(one)]


def lines_of(detail: ErrorDetails, *, example: str) -> list[str]:
    """Say one problem, in several lines where it is of the whole."""
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "value_error" and not detail["loc"]:
        return message.splitlines()
    path, mode = _path(detail["loc"])
    if detail["type"] == "extra_forbidden":
        message = _no_such_setting(path, mode)
    if detail["type"] == "missing":
        message = f"is missing; copy the line from {example}"
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
