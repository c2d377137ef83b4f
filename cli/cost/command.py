"""The verb `lab2api cost`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import config
from cli import terminal
from cli.cost.bill import bill as priced
from cli.cost.show import print_bill
from cli.declared.reading import synthesized
from config.usage import USES


def cost(
    environment: Annotated[str, typer.Argument(metavar="ENV", help="A file in config/environments.")],
    use: Annotated[
        Literal["low", "moderate", "high"] | None,
        typer.Option(help="Show this use only, beside idle and the weekend."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    plot: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Draw the months into this file, .png or .svg.")
    ] = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Print each price with its unit, region, day and source.")
    ] = False,
) -> None:
    """Say what ENV costs: idle by the hour, a month of low, moderate and high use, a forgotten weekend.

    From ENV's templates, dated list prices and the assumptions in config/catalogs/usage.toml. A price that no
    source here has is shown as unknown, and the total is then the least that it can be. No account is asked.

    `lab2api cost prod --plot cost.png`
    """
    region = config.load(environment).region
    found = priced(synthesized(environment), environment=environment, region=region)
    if plot:
        from cli.cost.picture import draw  # Matplotlib takes half a second, which no other verb needs

        draw(found, plot)
        terminal.err.print(f"drawn: {plot}", style="dim")
    if as_json:
        terminal.print_json(found.as_json())
    else:
        print_bill(found, uses=(use,) if use else USES[1:], sources=sources)
