"""A plan as plain JSON with Spark SQL in it: all that Spark's container gets to know of a recipe."""

from __future__ import annotations

import json
from typing import Any

from recipe.document import Recipe
from recipe.spark_sql import name_sql, sql
from recipe.steps import Aggregate, Check, Deduplicate, Function, Select, Sort, Step, Where

VERSION = 1
AGGREGATES: dict[Function, str] = {
    "rows": "count(1)",
    "count": "count({0})",
    "sum": "sum({0})",
    "mean": "avg({0})",
    "minimum": "min({0})",
    "maximum": "max({0})",
}


def compiled(recipe: Recipe) -> str:
    """Return the JSON text, the same for the same recipe."""
    plan = recipe.plan()
    document = {
        "version": VERSION,
        "name": recipe.name,
        "inputs": list(plan.inputs),
        "steps": [step_json(step) for step in plan.steps],
        "columns": dict(plan.schema),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def step_json(step: Step) -> dict[str, Any]:
    """Return one step: a key that says which, and what it needs."""
    match step:
        case Check(operation, column, what, bad):
            return {"check": {"operation": operation, "column": column, "what": what, "bad": sql(bad)}}
        case Select(columns):
            return {"select": [[name, sql(part)] for name, part in columns]}
        case Where(condition):
            return {"where": sql(condition)}
        case Deduplicate(columns):
            return {"deduplicate": list(columns)}
        case Sort(keys):
            return {"sort": [[name, descending] for name, descending in keys]}
        case Aggregate(keys, columns):
            computed = [
                [name, AGGREGATES[function].format("" if of is None else name_sql(of))]
                for name, function, of in columns
            ]
            return {"aggregate": {"keys": list(keys), "columns": computed}}
    raise AssertionError(step)
