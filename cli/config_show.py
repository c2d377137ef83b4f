"""`lab2api config show|check ENV`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

import config
from cli import terminal
from config.choice import explanations

app = typer.Typer(
    help="The settings of an environment, from config/environments/ENV.toml.", no_args_is_help=True
)
Environment = Annotated[str, typer.Argument(metavar="ENV", help="local, dev, prod, or another file's name.")]


@app.command()
def show(environment: Environment) -> None:
    """Print every setting in force, defaults included, as JSON, and why a machine was chosen (`choices`)."""
    settings = config.load(environment)
    choices = [asdict(choice) for choice in explanations(settings)]
    terminal.print_json(settings.model_dump(mode="json") | ({"choices": choices} if choices else {}))


@app.command()
def check(environment: Environment) -> None:
    """Say whether the settings are possible; name the key that is not."""
    settings = config.load(environment)
    terminal.out.print(
        f"[green]✓[/] {environment}: region {settings.region}, models {', '.join(settings.models)}"
    )
