"""Run the step's Spark entry in .venv-spark: the container's script, on this machine's cores."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from cli import terminal
from cli.target import ROOT
from local.jobs.spark import PYTHON, spark_variables
from recipe.compiled import compiled
from recipe.document import Recipe

CODE = ROOT / "model_code"


def run_in_spark(recipe: Recipe, *, source: Path, target: Path) -> None:
    """Transform the CSVs at `source` into a folder of CSVs; stops with what Spark said if it fails."""
    if not PYTHON.is_file():
        terminal.stop("Spark is not installed here", hint="Run: make setup-spark (about 0.4 GB)")
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        _place(recipe, base=base, source=source)
        done = subprocess.run(
            [str(PYTHON), str(base / "code/transform_spark.py")],
            env=spark_variables(base) | {"SAGEMAKER_BASE_DIR": str(base), "HOME": str(base)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("transforming failed: ")]
            terminal.stop(said[-1].removeprefix("transforming failed: ") if said else done.stderr[-500:])
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(base / "processing/curated", target)


def _place(recipe: Recipe, *, base: Path, source: Path) -> None:
    raw = base / "processing/input/raw"
    if source.is_dir():
        raw.parent.mkdir(parents=True)
        raw.symlink_to(source.resolve(), target_is_directory=True)
    else:
        raw.mkdir(parents=True)
        (raw / "raw.csv").symlink_to(source.resolve())
    shutil.copytree(CODE / "recipe", base / "code/recipe")
    shutil.copy(CODE / "transform_spark.py", base / "code")
    (base / "code/recipe.json").write_text(compiled(recipe), encoding="utf-8")
