"""A `.flow` back to its recipe: flows of ours, also after built-in transforms were added to them in Studio.

Understood are the built-in transforms of `flow.py`, filling gaps, and the code of `flow_code.py` as it was
written: code that a person changed no longer says what its first line does, and is refused.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from recipe.document import Recipe
from recipe.faults import RecipeError
from recipe.flow import flow_of
from recipe.flow_code import written_in

CODE = "sagemaker.spark.custom_code_0.1"
Node = dict[str, Any]


def recipe_of_flow(text: str) -> Recipe:
    """Read a flow; `RecipeError` naming the first node that has no counterpart in a recipe."""
    try:
        chain = _chain(json.loads(text)["nodes"])
        transforms = [node for node in chain if node["type"] == "TRANSFORM"]
        head = written_in(_code(transforms[1])) if len(transforms) > 1 else None
        if head is None:
            raise RecipeError("the flow does not begin with the reading that a recipe writes")
        operations = [_operation(node, number) for number, node in enumerate(transforms[2:], start=1)]
        recipe = Recipe.model_validate(head | {"operations": operations})
    except (KeyError, IndexError, TypeError, json.JSONDecodeError) as error:
        raise RecipeError(f"this is no flow of Data Wrangler: {type(error).__name__} {error}") from error
    except ValidationError as error:
        raise RecipeError(f"the flow has an operation that cannot be: {error.errors()[0]['msg']}") from error
    _refuse_changed_code(transforms, recipe)
    return recipe


def _chain(nodes: list[Node]) -> list[Node]:
    """Return the nodes from the source on; `RecipeError` where two follow one, or two sources meet."""
    found = [node for node in nodes if node["type"] == "SOURCE"]
    if len(found) != 1:
        raise RecipeError(f"a recipe has one source, and the flow {len(found)}")
    while True:
        after = [
            node
            for node in nodes
            if node["type"] in ("TRANSFORM", "DESTINATION")
            and any(item["node_id"] == found[-1]["node_id"] for item in node["inputs"])
        ]
        if not after:
            return found
        if len(after) > 1 or len(after[0]["inputs"]) > 1:
            raise RecipeError("a recipe is one chain, and the flow branches")
        found.append(after[0])


def _operation(node: Node, number: int) -> dict[str, Any]:
    parameters = node["parameters"]
    match node["operator"].removeprefix("sagemaker.spark."), parameters.get("operator"):
        case "manage_columns_0.1", "Drop column":
            return {"do": "drop", "columns": _listed(parameters["drop_column_parameters"]["column_to_drop"])}
        case "manage_columns_0.1", "Rename column":
            renamed = parameters["rename_column_parameters"]
            return {"do": "rename", "columns": {renamed["input_column"]: renamed["new_name"]}}
        case "handle_missing_0.1", "Drop missing":
            rows = parameters["drop_missing_parameters"]
            if rows["dimension"] == "Drop Rows":
                return {
                    "do": "drop_missing",
                    "columns": _listed(rows["drop_rows_parameters"]["input_column"]),
                }
        case "custom_code_0.1", "Python (PySpark)":
            if (written := written_in(_code(node))) is not None:
                return written
    raise RecipeError(f"transform {number} ({node['operator']}) has no counterpart in a recipe")


def _refuse_changed_code(transforms: list[Node], recipe: Recipe) -> None:
    """Write the recipe again and compare the code of each transform that has some."""
    again = [node for node in json.loads(flow_of(recipe))["nodes"] if node["type"] == "TRANSFORM"]
    for number, (read, made) in enumerate(zip(transforms, again, strict=True), start=-1):
        if read["operator"] == CODE and _code(read) != _code(made):
            raise RecipeError(f"transform {number}: its code was changed by hand; change the recipe instead")


def _code(node: Node) -> str:
    return str(node["parameters"]["pyspark_parameters"]["code"]) if node["operator"] == CODE else ""


def _listed(columns: str | list[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else columns
