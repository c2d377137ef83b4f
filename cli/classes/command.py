"""The verbs `lab2api class …`: what an instructor does with a roster."""

from __future__ import annotations

import typer

from cli.classes import blueprint, freezing, links, listed, plan, spend, teardown
from cli.classes.demo import command as demonstration

app = typer.Typer(
    help="A class in one file: config/rosters/NAME.toml or NAME.csv, a sandbox for each student. "
    "Copy config/rosters/demo.toml, or examples/class.csv for a spreadsheet.",
    no_args_is_help=True,
)
app.command("list")(listed.list_classes)
app.command("links")(links.links)
app.command("plan")(plan.plan)
app.command("blueprint")(blueprint.blueprint)
app.command("demo")(demonstration.demo)
app.command("freeze")(freezing.freeze)
app.command("unfreeze")(freezing.unfreeze)
app.command("spend")(spend.spend)
app.command("teardown")(teardown.teardown)
