"""`lab2api config show|check ENV`."""

from __future__ import annotations

from typing import Annotated

import typer

import config
from cli import terminal

app = typer.Typer(
    help="The settings of an environment, from config/environments/ENV.toml.", no_args_is_help=True
)
Environment = Annotated[str, typer.Argument(metavar="ENV", help="local, dev, prod, or another file's name.")]


def _load(name: str) -> config.Environment:
    try:
        return config.load(name)
    except config.ConfigError as error:
        terminal.stop(str(error))


@app.command()
def show(environment: Environment) -> None:
    """Print every setting in force, defaults included, as JSON."""
    terminal.print_json(_load(environment).model_dump(mode="json"))


@app.command()
def check(environment: Environment) -> None:
    """Say whether the settings are possible; name the key that is not."""
    settings = _load(environment)
    terminal.out.print(
        f"[green]✓[/] {environment}: region {settings.region}, models {', '.join(settings.models)}"
    )
