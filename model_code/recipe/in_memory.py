"""The engine of one machine: Polars, lazily, in its streaming engine, so that a file may exceed the memory.

Operations that need all rows at once (sort, deduplicate, aggregate) hold what they need.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError

from recipe.csv_files import CsvFiles, csv_files
from recipe.document import Plan
from recipe.faults import RecipeError, data_error
from recipe.polars_expressions import polars_expression
from recipe.steps import Aggregate, Check, Deduplicate, Function, Select, Sort, Step, Where

LINE_BREAKS = "hold a line break inside a cell; replace it before the recipe"


def read_folder(folder: Path, *, plan: Plan) -> pl.LazyFrame:
    """Return the raw text columns of the CSV files below a folder; `RecipeError` if they cannot be read."""
    files = csv_files(folder, wanted=plan.inputs)
    scanned = _scan(files)
    # Every column of the file, also those that the recipe leaves out: only then does Polars refuse long rows.
    broken = [pl.col(name).str.contains(r"[\r\n]").sum().alias(name) for name in files.header]
    for name, count in _collect(scanned.select(broken)).row(0, named=True).items():
        if count:
            raise data_error(operation=0, column=name, count=count, what=LINE_BREAKS)
    return scanned.select(plan.inputs)


def transform(frame: pl.LazyFrame, *, plan: Plan) -> pl.LazyFrame:
    """Return the transformed rows of raw text columns; `RecipeError` if a check fails on the way."""
    pending: list[Check] = []
    for step in plan.steps:
        if isinstance(step, Check):
            pending.append(step)
            continue
        if pending:
            _check(frame, pending)
            pending = []
        frame = _apply(frame, step)
    return frame


def write_csv(frame: pl.LazyFrame, path: Path) -> int:
    """Write the rows to one CSV file; returns how many. A missing value is an empty cell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        frame.sink_csv(path, engine="streaming", maintain_order=True)
    except ComputeError as error:
        raise _unreadable(error) from error
    return int(_collect(pl.scan_csv(path, infer_schema=False).select(pl.len())).item())


def rows(frame: pl.LazyFrame) -> pl.DataFrame:
    """Return the rows in memory."""
    return _collect(frame)


def _scan(files: CsvFiles) -> pl.LazyFrame:
    return pl.scan_csv(
        list(files.paths),
        separator=files.separator,
        schema=dict.fromkeys(files.header, pl.String),
        infer_schema=False,
        glob=False,
    )


def _check(frame: pl.LazyFrame, checks: list[Check]) -> None:
    """Count what is bad for each check in one pass; `RecipeError` for the first of them."""
    counts = [polars_expression(check.bad).sum().alias(str(index)) for index, check in enumerate(checks)]
    for check, count in zip(checks, _collect(frame.select(counts)).row(0), strict=True):
        if count:
            raise data_error(operation=check.operation, column=check.column, count=count, what=check.what)


def _apply(frame: pl.LazyFrame, step: Step) -> pl.LazyFrame:
    match step:
        case Select(columns):
            return frame.select(polars_expression(part).alias(name) for name, part in columns)
        case Where(condition):
            return frame.filter(polars_expression(condition))
        case Deduplicate(columns):
            return frame.unique(subset=list(columns), keep="first", maintain_order=True)
        case Sort(keys):
            names, descending = [name for name, _ in keys], [down for _, down in keys]
            return frame.sort(names, descending=descending, nulls_last=True, maintain_order=True)
        case Aggregate(keys, columns):
            computed = [_aggregate(function, of).alias(name) for name, function, of in columns]
            return frame.group_by(keys).agg(computed).sort(keys, nulls_last=True)
    raise AssertionError(step)


def _aggregate(function: Function, of: str | None) -> pl.Expr:
    if of is None:
        return pl.len().cast(pl.Int64)
    value = pl.col(of)
    if function == "count":
        return value.count().cast(pl.Int64)
    if function == "sum":
        return pl.when(value.count() > 0).then(value.sum())
    return {"mean": value.mean(), "minimum": value.min(), "maximum": value.max()}[function]


def _collect(frame: pl.LazyFrame) -> pl.DataFrame:
    try:
        return frame.collect(engine="streaming")
    except ComputeError as error:
        raise _unreadable(error) from error


def _unreadable(error: ComputeError) -> RecipeError:
    """Say what Polars found without the part of its message that shows the row."""
    if "more fields" in str(error):
        return RecipeError("reading: a row has more cells than the header")
    if "utf8" in str(error).lower() or "utf-8" in str(error).lower():
        return RecipeError("reading: a file is not UTF-8 text; save it as UTF-8 CSV")
    return RecipeError("reading: a file is no CSV that can be read, such as one with an open quotation mark")
