"""The recipe in S3: with the code that Spark needs to apply it, or as the .flow of Data Wrangler."""

import json

from constructs import Construct

from config.recipe import Recipe
from stacks.constructs.source_archive import MODEL_CODE, CodeArchive, packed

SPARK_CODE = (
    "transform_spark.py",
    "recipe/__init__.py",
    "recipe/csv_files.py",
    "recipe/faults.py",
    "recipe/spark.py",
)
"""What the driver imports: no more than PySpark and the standard library."""


class RecipeArchive(CodeArchive):
    """`flow_output` is the name of the flow's output, where the recipe goes to Data Wrangler."""

    def __init__(self, scope: Construct, id: str, *, recipe: Recipe) -> None:
        flow = recipe.engine == "data-wrangler"
        body = compiled(recipe, ".flow") if flow else archive(recipe)
        super().__init__(scope, id, name="recipe.flow" if flow else "recipe.tar.gz", body=body)
        self.flow_output = flow_output(body) if flow else ""


def compiled(recipe: Recipe, suffix: str) -> bytes:
    """Return the committed file that `lab2api recipe compile` writes beside the recipe."""
    return (MODEL_CODE.parent / recipe.file).with_suffix(suffix).read_bytes()


def archive(recipe: Recipe) -> bytes:
    """Return the recipe, compiled and not, and the Spark code as one archive."""
    code = {name: (MODEL_CODE / name).read_bytes() for name in SPARK_CODE}
    recipes = {f"recipe{suffix}": compiled(recipe, suffix) for suffix in (".json", ".toml")}
    return packed({**recipes, **code})


def flow_output(flow: bytes) -> str:
    """Return the name by which Data Wrangler knows the output of a flow's destination: `<node>.<output>`."""
    nodes = json.loads(flow)["nodes"]
    (destination,) = (node for node in nodes if node["type"] == "DESTINATION")
    return f"{destination['node_id']}.{destination['outputs'][0]['name']}"
