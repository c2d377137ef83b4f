"""The engine of many machines: runs a compiled recipe in Spark. Standard library and PySpark 3.5 only.

Rows keep their order as in memory: hidden columns hold each row's file, block and line, and what it was
sorted by, and are what "first" and the order of the written rows mean.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own guide gives it
from pyspark.sql.types import StringType, StructField, StructType

from recipe.csv_files import csv_files
from recipe.faults import RecipeError, data_error

VERSION = 1
UNREAD = "__unread"
SETTINGS = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.caseSensitive": "true",
    "spark.sql.csv.parser.columnPruning.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",
}
"""What the SQL of a compiled recipe takes for granted."""

Order = list[tuple[str, bool]]
"""Columns by which rows are ordered, and whether each descends."""


def session(builder: Any) -> SparkSession:
    """Return a session with the settings that a recipe needs."""
    made = builder.getOrCreate()
    for name, value in SETTINGS.items():
        made.conf.set(name, value)
    return made


def read_folder(spark: SparkSession, folder: Path, *, recipe: dict[str, Any]) -> tuple[DataFrame, Order]:
    """Return the raw text columns of CSV files that every machine has below `folder`, and their order."""
    if recipe["version"] != VERSION:
        raise RecipeError(f"the recipe was compiled for version {recipe['version']}; compile it again")
    files = csv_files(folder, wanted=tuple(recipe["inputs"]))
    paths = [path.resolve().as_uri() for path in files.paths]
    _refuse_unreadable(spark, paths)
    # One column more than there is: a row that fills it is too long. One that nobody reads: only then does
    # Spark prune columns, and take a short row as it is.
    names = [*files.header, f"{UNREAD}_more", UNREAD]
    schema = StructType([StructField(name, StringType()) for name in names])
    frame = spark.read.csv(
        paths, schema=schema, header=True, sep=files.separator, quote='"', escape='"', encoding="UTF-8"
    )
    if frame.where(F.col(f"{UNREAD}_more").isNotNull()).limit(1).count():
        raise RecipeError("reading: a row has more cells than the header")
    places = {
        "__file": F.col("_metadata.file_path"),
        "__block": F.col("_metadata.file_block_start"),
        "__line": F.monotonically_increasing_id(),
    }
    columns = [_named(name) for name in recipe["inputs"]]
    hidden = [place.alias(name) for name, place in places.items()]
    return frame.select(*columns, *hidden), [(name, False) for name in places]


def transform(frame: DataFrame, order: Order, *, recipe: dict[str, Any]) -> DataFrame:
    """Return the transformed rows in their order; `RecipeError` if a check fails on the way."""
    pending: list[dict[str, Any]] = []
    for step in recipe["steps"]:
        ((kind, what),) = step.items()
        if kind == "check":
            pending.append(what)
            continue
        if pending:
            _check(frame, pending)
            pending = []
        frame, order = _STEPS[kind](frame, order, what)
    return frame.orderBy(*_by(order)).select(*(_named(name) for name in recipe["columns"]))


def _refuse_unreadable(spark: SparkSession, paths: list[str]) -> None:
    """Refuse what Spark takes silently: a broken cell as two rows, bytes other than UTF-8 as U+FFFD."""
    lines = spark.read.text(paths)
    marks = F.length("value") - F.length(F.translate("value", '"', ""))
    found = lines.agg(
        F.sum((marks % 2 == 1).cast("bigint")).alias("odd"),
        F.sum(F.instr("value", "\ufffd").cast("boolean").cast("bigint")).alias("bytes"),
    ).first()
    if found["odd"]:
        raise RecipeError(
            f"reading: {found['odd']} line(s) have an odd number of quotation marks; a cell has no line break"
        )
    if found["bytes"]:
        raise RecipeError("reading: a file is not UTF-8 text; save it as UTF-8 CSV")


def _check(frame: DataFrame, checks: list[dict[str, Any]]) -> None:
    """Count what is bad for each check in one pass; `RecipeError` for the first of them."""
    counts = [
        F.sum(F.expr(check["bad"]).cast("bigint")).alias(f"c{index}") for index, check in enumerate(checks)
    ]
    for check, count in zip(checks, frame.agg(*counts).first()):  # noqa: B905 - Python 3.9 has no strict
        if count:
            raise data_error(
                operation=check["operation"], column=check["column"], count=count, what=check["what"]
            )


def _select(frame: DataFrame, order: Order, columns: list[list[str]]) -> tuple[DataFrame, Order]:
    hidden = [_named(name) for name, _ in order]
    return frame.select(*(F.expr(text).alias(name) for name, text in columns), *hidden), order


def _where(frame: DataFrame, order: Order, condition: str) -> tuple[DataFrame, Order]:
    return frame.where(F.expr(condition)), order


def _deduplicate(frame: DataFrame, order: Order, columns: list[str]) -> tuple[DataFrame, Order]:
    window = Window.partitionBy(*(_named(name) for name in columns)).orderBy(*_by(order))
    numbered = frame.withColumn("__number", F.row_number().over(window))
    return numbered.where(F.col("__number") == 1).drop("__number"), order


def _sort(frame: DataFrame, order: Order, keys: list[tuple[str, bool]]) -> tuple[DataFrame, Order]:
    """Keep copies of the keys: what the rows are sorted by stays, whatever becomes of the columns."""
    copies = [(f"__sorted_{len(order)}_{index}", descending) for index, (_, descending) in enumerate(keys)]
    for (copy, _), (name, _) in zip(copies, keys):  # noqa: B905 - Python 3.9 has no strict
        frame = frame.withColumn(copy, _named(name))
    return frame, [*copies, *order]


def _aggregate(frame: DataFrame, order: Order, what: dict[str, Any]) -> tuple[DataFrame, Order]:
    del order
    keys = [_named(name) for name in what["keys"]]
    computed = [F.expr(text).alias(name) for name, text in what["columns"]]
    return _sort(frame.groupBy(*keys).agg(*computed), [], [(name, False) for name in what["keys"]])


_STEPS: dict[str, Callable[[DataFrame, Order, Any], tuple[DataFrame, Order]]] = {
    "select": _select,
    "where": _where,
    "deduplicate": _deduplicate,
    "sort": _sort,
    "aggregate": _aggregate,
}


def _named(name: str) -> Column:
    return F.col(f"`{name}`")


def _by(order: Order) -> list[Column]:
    return [
        _named(name).desc_nulls_last() if descending else _named(name).asc_nulls_last()
        for name, descending in order
    ]
