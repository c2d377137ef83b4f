"""A recipe becomes a Data Wrangler flow and comes back; what a person changed in its code is refused."""

import json
from pathlib import Path

import pytest

from recipe.compiled import compiled
from recipe.document import Recipe
from recipe.faults import RecipeError
from recipe.flow import flow_of
from recipe.flow_reading import recipe_of_flow
from tests.model_code.recipe.cases import OPERATIONS, chain
from tests.model_code.recipe.tables import csv_text, rows
from tests.model_code.recipe.test_engines import in_memory_answer, recipe_of

RECIPES = Path(__file__).parents[3] / "model_code" / "recipes"
CASES = {**OPERATIONS, **{f"chain{seed}": chain(seed) for seed in range(6)}}


@pytest.mark.parametrize("name", CASES)
def test_the_flow_read_back_gives_the_recipes_own_rows(name: str, tmp_path: Path) -> None:
    recipe = recipe_of(CASES[name])
    back = recipe_of_flow(flow_of(recipe))
    assert flow_of(back) == flow_of(recipe)
    (tmp_path / "raw.csv").write_text(csv_text(rows(seed=7, count=120)), encoding="utf-8")
    answer = in_memory_answer(recipe, tmp_path)
    assert len(answer["rows"]) >= 3
    assert in_memory_answer(back, tmp_path) == answer


def test_built_in_transforms_are_used_where_they_mean_the_same() -> None:
    flow = json.loads(flow_of(recipe_of(OPERATIONS["drop"])))
    assert [node["type"] for node in flow["nodes"]] == ["SOURCE", *["TRANSFORM"] * 3, "DESTINATION"]
    drop = flow["nodes"][3]
    assert drop["operator"] == "sagemaker.spark.manage_columns_0.1"
    assert drop["parameters"]["drop_column_parameters"] == {"column_to_drop": ["seen", "open"]}
    assert drop["inputs"][0]["node_id"] == flow["nodes"][2]["node_id"]


def test_code_that_a_person_changed_is_refused() -> None:
    flow = json.loads(flow_of(recipe_of(OPERATIONS["lower"])))
    code = flow["nodes"][3]["parameters"]["pyspark_parameters"]
    code["code"] += "\ndf = df.limit(1)"
    with pytest.raises(RecipeError, match="changed by hand"):
        recipe_of_flow(json.dumps(flow))


def test_a_transform_without_counterpart_is_named() -> None:
    flow = json.loads(flow_of(recipe_of(OPERATIONS["drop"])))
    flow["nodes"][3]["operator"] = "sagemaker.spark.time_series_0.1"
    with pytest.raises(RecipeError, match=r"time_series_0\.1"):
        recipe_of_flow(json.dumps(flow))


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_committed_json_and_flow_are_those_of_the_recipe(path: Path) -> None:
    recipe = Recipe.load(path)
    for suffix, text in ((".json", compiled(recipe)), (".flow", flow_of(recipe))):
        assert path.with_suffix(suffix).read_text(encoding="utf-8") == text, (
            f"run ./lab2api recipe compile {path}"
        )
