#!/usr/bin/env python3
"""The pipeline's step before preparing: apply a recipe to raw CSVs, in memory on this machine.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/raw/*.csv, and in input/recipe/ the
archive with the recipe, or the recipe as .toml or .flow; writes curated/transformed.csv.
"""

import io
import sys
import tarfile
import tomllib
from pathlib import Path

from pydantic import ValidationError

from recipe import in_memory
from recipe.document import Recipe
from recipe.faults import RecipeError
from recipe.flow_reading import recipe_of_flow
from tabular.paths import ProcessingPaths

ARCHIVED = "recipe.toml"


def main() -> int:
    """Run the step; returns the exit status."""
    base = ProcessingPaths.from_environment().base
    try:
        recipe = read_recipe(base / "input/recipe")
        plan = recipe.plan()
        rows = in_memory.transform(in_memory.read_folder(base / "input/raw", plan=plan), plan=plan)
        written = in_memory.write_csv(rows, base / "curated/transformed.csv")
    except (RecipeError, OSError) as error:
        print(f"transforming failed: {error}", file=sys.stderr)
        return 1
    print(f"recipe={recipe.name}; transformed_rows={written};")
    return 0


def read_recipe(folder: Path) -> Recipe:
    """Return the recipe of the one file in a folder; `RecipeError` if there is none, or it is not one."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    if len(files) != 1:
        raise RecipeError(f"one recipe is needed in input/recipe, and there are {len(files)} files")
    (path,) = files
    if path.suffix == ".flow":
        return recipe_of_flow(path.read_text(encoding="utf-8"))
    if path.suffix == ".toml":
        return Recipe.load(path)
    with tarfile.open(fileobj=io.BytesIO(path.read_bytes()), mode="r:*") as archive:
        member = archive.extractfile(ARCHIVED)
        text = b"" if member is None else member.read()
    try:
        return Recipe.model_validate(tomllib.loads(text.decode("utf-8")))
    except ValidationError as error:
        raise RecipeError(f"{ARCHIVED}: {error.error_count()} mistakes") from error


if __name__ == "__main__":
    sys.exit(main())
