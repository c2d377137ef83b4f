"""Both engines give the same rows, in the same order, for every operation; and refuse the same data alike."""

import json
import math
import os
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from recipe import in_memory
from recipe.compiled import compiled
from recipe.document import Recipe
from recipe.faults import RecipeError
from tests.model_code.recipe import tables
from tests.model_code.recipe.cases import OPERATIONS, chain

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
SCRIPT = Path(__file__).with_name("in_spark.py")
SECONDS = 900
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A JVM that ends after a minute gets back neither what optimizing its code costs nor what its threads do."""
BROKEN = {
    "bad_number": ("amount\n1\nabc\n1e999\n", "column 'amount': 2 cell(s) hold what is not a finite number"),
    "bad_integer": ("count\n1\n1.5\n", "column 'count': 1 cell(s) hold what is not a whole number"),
    "bad_day": ("day\n2026-02-29\n", "column 'day': 1 cell(s) hold what is not a day"),
    "bad_flag": ("open\nyes\n", "column 'open': 1 cell(s) hold what is neither true nor false"),
    "long_row": ("name,kind\na,b\na,b,c\n", "a row has more cells than the header"),
}
"""A file and what both engines say of it; columns that it lacks are added empty."""


def recipe_of(operations: str) -> Recipe:
    return Recipe.model_validate(tomllib.loads(f'name = "case"\n{tables.SCHEMA}\n{operations}'))


def in_memory_answer(recipe: Recipe, raw: Path) -> dict[str, Any]:
    plan = recipe.plan()
    try:
        frame = in_memory.rows(in_memory.transform(in_memory.read_folder(raw, plan=plan), plan=plan))
    except RecipeError as error:
        return {"error": str(error)}
    rows = [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in frame.rows()]
    return {"columns": frame.columns, "rows": rows}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """For each case, what the engine in memory answered, and what Spark did."""
    if not PYTHON.is_file():
        pytest.fail("Spark is not installed: run `make setup-spark` (about 0.4 GB)")
    folder = tmp_path_factory.mktemp("cases")
    recipes = {name: recipe_of(text) for name, text in OPERATIONS.items()}
    recipes |= {f"chain{seed}": recipe_of(chain(seed)) for seed in range(6)}
    for seed, (name, recipe) in enumerate(recipes.items()):
        cells = tables.rows(seed=seed, count=120)
        separator = (",", ";", "\t")[seed % 3]
        write(
            folder / name,
            recipe,
            {
                "b.csv": tables.csv_text(cells[:90], separator=separator),
                "c.csv": tables.csv_text(cells[90:], separator=separator),
            },
        )
    for name, (text, _) in BROKEN.items():
        write(folder / name, recipe_of(""), {"a.csv": widened(text)})
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT / "model_code")}
    environment |= {"JAVA_TOOL_OPTIONS": SHORT_LIVED}
    command = [str(PYTHON), str(SCRIPT), str(folder)]
    done = subprocess.run(
        command,
        env=environment,
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    everything = {**recipes, **{name: recipe_of("") for name in BROKEN}}
    return {
        name: (
            in_memory_answer(recipe, folder / name / "raw"),
            json.loads((folder / name / "spark.json").read_text(encoding="utf-8")),
        )
        for name, recipe in everything.items()
    }


def write(folder: Path, recipe: Recipe, files: dict[str, str]) -> None:
    (folder / "raw").mkdir(parents=True)
    (folder / "recipe.json").write_text(compiled(recipe), encoding="utf-8")
    for name, text in files.items():
        (folder / "raw" / name).write_text(text, encoding="utf-8")


def widened(text: str) -> str:
    """Put the columns that the schema needs and the file lacks before the file's own."""
    header, *lines = text.splitlines()
    more = [name for name in tables.COLUMNS if name not in header.split(",")]
    return "\n".join([",".join([*more, header]), *("," * len(more) + line for line in lines)]) + "\n"


def same(left: Any, right: Any, *, column: str) -> bool:
    if column in ("mean", "total") and isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12)
    return type(left) is type(right) and left == right and str(left) == str(right)


@pytest.mark.spark
@pytest.mark.parametrize("name", [*OPERATIONS, *(f"chain{seed}" for seed in range(6))])
def test_every_row_and_its_place_is_the_same_in_both_engines(answers: dict[str, Any], name: str) -> None:
    memory, spark = answers[name]
    assert "error" not in memory, memory
    assert memory["columns"] == spark.get("columns"), spark
    assert len(memory["rows"]) == len(spark["rows"])
    assert len(memory["rows"]) >= 3, "a case without rows proves nothing"
    for number, (left, right) in enumerate(zip(memory["rows"], spark["rows"], strict=True)):
        for column, one, other in zip(memory["columns"], left, right, strict=True):
            assert same(one, other, column=column), (number, column, one, other)


@pytest.mark.spark
@pytest.mark.parametrize("name", BROKEN)
def test_broken_data_is_refused_in_the_same_words_that_show_no_row(
    answers: dict[str, Any], name: str
) -> None:
    memory, spark = answers[name]
    assert BROKEN[name][1] in memory["error"]
    assert memory == spark
    assert "abc" not in memory["error"]
