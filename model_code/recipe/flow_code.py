"""The PySpark code of one operation inside a .flow: the operation in its first line, what it does below.

Data Wrangler gives the table as `df` and takes `df` back. It promises no order of rows, so `deduplicate`
keeps any of the rows that agree in its columns: the same rows as in memory where it compares all columns.
"""

from __future__ import annotations

import json
from typing import Any

from recipe.compiled import AGGREGATES
from recipe.spark_sql import name_sql, sql
from recipe.steps import Aggregate, Check, Deduplicate, Select, Sort, Step, Where

MARK = "# lab2api-recipe: "


def code_of(written: dict[str, Any], steps: list[Step]) -> str:
    """Return the code; `written` is the operation, or the head of the recipe for its reading."""
    lines = [f"{MARK}{json.dumps(written, ensure_ascii=True)}", "from pyspark.sql import functions as F"]
    return "\n".join([*lines, *(line for step in steps for line in _lines(step))])


def written_in(code: str) -> dict[str, Any] | None:
    """Return what `code_of` was given; None if it did not write the code."""
    first = code.partition("\n")[0]
    found: dict[str, Any] | None = json.loads(first.removeprefix(MARK)) if first.startswith(MARK) else None
    return found


def _lines(step: Step) -> list[str]:
    match step:
        case Check(_, column, what, bad):
            failing = f"column {column!r}: cell(s) {what}"
            return [f"if df.where({sql(bad)!r}).limit(1).count():", f"    raise ValueError({failing!r})"]
        case Select(columns):
            texts = [f"    {f'{sql(part)} AS {name_sql(name)}'!r}," for name, part in columns]
            return ["df = df.selectExpr(", *texts, ")"]
        case Where(condition):
            return [f"df = df.where({sql(condition)!r})"]
        case Deduplicate(columns):
            return [f"df = df.dropDuplicates({list(columns)!r})"]
        case Sort(keys):
            by = [f"F.expr({name_sql(name)!r}).{_direction(descending)}()" for name, descending in keys]
            return [f"df = df.orderBy({', '.join(by)})"]
        case Aggregate(keys, columns):
            computed = [
                f"F.expr({AGGREGATES[function].format(name_sql(of) if of else '')!r}).alias({name!r})"
                for name, function, of in columns
            ]
            grouped = ", ".join(f"F.expr({name_sql(name)!r})" for name in keys)
            return [f"df = df.groupBy({grouped}).agg({', '.join(computed)})"]
    raise AssertionError(step)


def _direction(descending: bool) -> str:
    return "desc_nulls_last" if descending else "asc_nulls_last"
