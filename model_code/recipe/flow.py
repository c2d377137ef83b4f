"""A recipe as a Data Wrangler `.flow`: the JSON that Studio and Canvas open and the container runs.

Shapes are those of flows in AWS's public examples: `sagemaker.s3_source_0.1`, `infer_and_cast_type_0.1` with
its trained schema, `manage_columns_0.1`, `handle_missing_0.1`, `custom_code_0.1` and `s3_destination_0.1`.
An operation becomes a built-in transform where that means the same; every other one, and the reading that
the recipe promises, becomes PySpark code, which the container runs as well, with the operation itself in its
first line.
"""

from __future__ import annotations

import json
import uuid
from itertools import pairwise
from typing import Any

from recipe.document import Recipe
from recipe.expressions import Schema
from recipe.flow_code import code_of
from recipe.operations import AnyOperation
from recipe.operations.columns import Drop, Rename
from recipe.operations.rows import DropMissing
from recipe.steps import Step, schema_after

DATASET = "raw"
"""The source's name: the container finds the data below /opt/ml/processing/raw, wherever it came from."""
NAMESPACE = uuid.UUID("6f0b4a9e-6c55-5b0a-9c6f-0f5d6a2f7e11")
"""Any fixed one: the same recipe has the same node ids."""
Node = dict[str, Any]


def flow_of(recipe: Recipe) -> str:
    """Return the flow's text, the same for the same recipe."""
    nodes = [_source(), _types(recipe), _reading(recipe)]
    schema: Schema = dict(recipe.columns)
    for number, operation in enumerate(recipe.operations, start=1):
        steps = list(operation.steps(schema, number=number))
        schema = schema_after(steps[-1], schema)
        nodes.extend(_operation(number, operation, steps))
    nodes.append(_destination(recipe))
    for position, node in enumerate(nodes):
        node["node_id"] = str(uuid.uuid5(NAMESPACE, f"{recipe.name}/{position}"))
    for before, node in pairwise(nodes):
        name = "default" if node["type"] == "DESTINATION" or before["type"] == "SOURCE" else "df"
        node["inputs"] = [{"name": name, "node_id": before["node_id"], "output_name": "default"}]
    metadata = {"version": 1, "disable_limits": False, "instance_type": "ml.m5.4xlarge"}
    document = {"metadata": metadata, "parameters": [], "nodes": nodes}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _operation(number: int, operation: AnyOperation, steps: list[Step]) -> list[Node]:
    if native := built_in(operation):
        return [_transform(name, parameters) for name, parameters in native]
    written = operation.model_dump(mode="json", exclude_unset=True)
    return [_code(f"Operation {number}: {operation.do}", written, steps)]


def built_in(operation: AnyOperation) -> list[tuple[str, dict[str, Any]]]:
    """Return the built-in transforms that mean the same as an operation; none where there are none."""
    match operation:
        case Drop(columns=columns):
            return [
                (
                    "manage_columns",
                    {"operator": "Drop column", "drop_column_parameters": {"column_to_drop": list(columns)}},
                )
            ]
        case Rename(columns=columns) if len(columns) == 1:
            ((old, new),) = columns.items()
            parameters = {"input_column": old, "new_name": new}
            return [("manage_columns", {"operator": "Rename column", "rename_column_parameters": parameters})]
        case DropMissing(columns=(column,)):
            rows = {"dimension": "Drop Rows", "drop_rows_parameters": {"input_column": column}}
            return [("handle_missing", {"operator": "Drop missing", "drop_missing_parameters": rows})]
    return []


def _reading(recipe: Recipe) -> Node:
    """Return the code that reads cells as the recipe promises."""
    head = recipe.model_dump(mode="json", exclude={"operations"}, exclude_unset=True)
    plan = recipe.model_copy(update={"operations": ()}).plan()
    return _code("Reading", head, list(plan.steps))


def _code(name: str, written: dict[str, Any], steps: list[Step]) -> Node:
    parameters = {
        "operator": "Python (PySpark)",
        "pyspark_parameters": {"code": code_of(written, steps)},
        "name": name,
    }
    return _transform("custom_code", parameters)


def _transform(operator: str, parameters: dict[str, Any]) -> Node:
    return _node("TRANSFORM", f"sagemaker.spark.{operator}_0.1", parameters)


def _source() -> Node:
    definition = {
        "__typename": "S3CreateDatasetDefinitionOutput",
        "datasetSourceType": "S3",
        "name": DATASET,
        "description": None,
        "s3ExecutionContext": {
            "__typename": "S3ExecutionContext",
            "s3Uri": f"s3://{DATASET}/{DATASET}.csv",
            "s3ContentType": "csv",
            "s3HasHeader": True,
            "s3FieldDelimiter": ",",
            "s3DirIncludesNested": False,
            "s3AddsFilenameColumn": False,
        },
    }
    node = _node("SOURCE", "sagemaker.s3_source_0.1", {"dataset_definition": definition})
    node["outputs"] = [
        {"name": "default", "sampling": {"sampling_method": "sample_by_limit", "limit_rows": 50_000}}
    ]
    return node


def _types(recipe: Recipe) -> Node:
    """Return the node that keeps every column text: the recipe's own reading makes types of them."""
    node = _node("TRANSFORM", "sagemaker.spark.infer_and_cast_type_0.1", {})
    node["trained_parameters"] = {"schema": dict.fromkeys(recipe.columns, "string")}
    return node


def _destination(recipe: Recipe) -> Node:
    config = {
        "compression": "none",
        "output_path": f"s3://{DATASET}/transformed/",
        "output_content_type": "CSV",
        "delimiter": ",",
    }
    node = _node("DESTINATION", "sagemaker.spark.s3_destination_0.1", {"output_config": config})
    return node | {"name": f"S3: {recipe.name}"}


def _node(kind: str, operator: str, parameters: dict[str, Any]) -> Node:
    return {
        "node_id": "",
        "type": kind,
        "operator": operator,
        "parameters": parameters,
        "inputs": [],
        "outputs": [{"name": "default"}],
    }
