"""`lab2api recipe show|run|flow|compile FILE`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cli import terminal
from recipe.document import Recipe
from recipe.faults import RecipeError
from recipe.flow_reading import recipe_of_flow

app = typer.Typer(help="How raw data is transformed, and on what.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A recipe (.toml) or a .flow of one.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


class Engine(StrEnum):
    """What runs a recipe here."""

    MEMORY = "in-memory"
    SPARK = "spark"


def _read(path: Path) -> Recipe:
    try:
        if path.suffix == ".flow":
            return recipe_of_flow(path.read_text(encoding="utf-8"))
        return Recipe.load(path)
    except (RecipeError, OSError) as error:
        terminal.stop(str(error))


@app.command()
def show(file: File, as_json: AsJson = False) -> None:
    """Print the operations, and the columns that come out with their types."""
    recipe = _read(file)
    columns = dict(recipe.plan().schema)
    if as_json:
        terminal.print_json({**recipe.model_dump(mode="json", exclude_unset=True), "result": columns})
        return
    table = Table("", "operation", "what", box=None)
    table.add_row("0", "read", f"{len(recipe.columns)} columns; a bad cell: {recipe.on_bad}")
    for number, operation in enumerate(recipe.operations, start=1):
        table.add_row(str(number), operation.do, _what(operation.model_dump(mode="json", exclude_unset=True)))
    terminal.out.print(f"[bold]{recipe.name}[/]  {recipe.description}")
    terminal.out.print(table)
    terminal.out.print(f"{len(columns)} columns come out: {', '.join(columns)}")


@app.command()
def run(
    file: File,
    csv: Annotated[Path, typer.Option("--csv", help="A CSV with a header, or a folder of them.")],
    out: Annotated[Path, typer.Option("--out", help="The CSV to write; with Spark, a folder of them.")],
    engine: Annotated[Engine, typer.Option(help="Where it runs.")] = Engine.MEMORY,
) -> None:
    """Apply a recipe to a file on this machine."""
    recipe = _read(file)
    if engine is Engine.SPARK:
        from cli.recipe.spark_run import run_in_spark  # Polars takes a third of a second, as below

        run_in_spark(recipe, source=csv, target=out)
        terminal.out.print(f"[green]✓[/] {recipe.name}: written to {out} by Spark")
        return
    from recipe.in_memory import read_folder, transform, write_csv

    plan = recipe.plan()
    try:
        count = write_csv(transform(read_folder(csv, plan=plan), plan=plan), out)
    except (RecipeError, OSError) as error:
        terminal.stop(str(error))
    terminal.out.print(f"[green]✓[/] {recipe.name}: {count} rows in {out}")


@app.command()
def flow(file: File) -> None:
    """Print the recipe as a Data Wrangler .flow."""
    from recipe.flow import flow_of

    typer.echo(flow_of(_read(file)), nl=False)


@app.command("compile")
def compile_(file: File) -> None:
    """Write the .json for Spark and the .flow for Data Wrangler beside a recipe; commit both."""
    from recipe.compiled import compiled
    from recipe.flow import flow_of

    recipe = _read(file)
    for suffix, text in ((".json", compiled(recipe)), (".flow", flow_of(recipe))):
        path = file.with_suffix(suffix)
        path.write_text(text, encoding="utf-8")
        terminal.out.print(f"[green]✓[/] {path}")


def _what(operation: dict[str, Any]) -> str:
    return "  ".join(f"{key}={value}" for key, value in operation.items() if key != "do")
