"""The verb: convert a file that you downloaded into the rows that the text classifier trains on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli import terminal
from cli.reviews.reading import BadFileError, Source

Language = Literal["vi", "en"]
"""What the text classifier knows (model_code/text_classifier)."""

app = typer.Typer(
    no_args_is_help=True, help="Labelled texts for the text classifier. Nothing is downloaded for you."
)


@app.callback()
def verbs() -> None:
    """Keep `convert` a verb of its own while it is the only one."""


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A local .csv, .tsv, .txt (tabs) or .jsonl file, UTF-8.")],
    into: Annotated[Path, typer.Option(help="The .jsonl file to write, such as data/train/vsfc.jsonl.")],
    language: Annotated[Language, typer.Option(help="Of the texts.")],
    text: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    label: Annotated[str, typer.Option(help="The column of the label.")] = "label",
    labels: Annotated[
        str, typer.Option(help="What labels become: 0=negative,1=neutral,2=positive. As they are, if empty.")
    ] = "",
    columns: Annotated[
        str, typer.Option(help="For a file without a header: the columns' names, such as text,label.")
    ] = "",
) -> None:
    """Write {"text", "label", "language"} rows; nothing is written if one row is wrong."""
    if not source.is_file():
        terminal.stop(f"{source} is missing", hint="docs/reviews.md names two public data sets.")
    pairs = dict(pair.partition("=")[::2] for pair in labels.split(",") if pair)
    names = [name for name in columns.split(",") if name]
    found = Source(path=source, text=text, label=label, labels=pairs, columns=names)
    try:
        rows = list(found.rows(language=language))
    except BadFileError as error:
        terminal.stop(f"{source.name}: {error}")
    if not rows:
        terminal.stop(f"{source.name}: has no rows")
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_bytes(content)
    counted = ", ".join(
        f"{count} {name}" for name, count in sorted(Counter(r["label"] for r in rows).items())
    )
    terminal.out.print(f"{len(rows)} rows in {into}: {counted}")
