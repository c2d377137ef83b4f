#!/usr/bin/env python3
"""The same step in Spark, in AWS's container, which has no library of ours: by `smspark-submit`.

Reads the raw CSVs below /opt/ml/processing/input/raw, of which every machine has a copy, and recipe.json
beside this file. Writes CSVs with a header below LAB2API_TRANSFORMED, an s3:// address that all machines can
write to, or below curated/ without one.
"""

import json
import os
import sys
from pathlib import Path

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from recipe import spark
from recipe.faults import RecipeError


def main() -> int:
    """Run the step; returns the exit status."""
    base = Path(os.environ.get("SAGEMAKER_BASE_DIR") or "/opt/ml") / "processing"
    target = os.environ.get("LAB2API_TRANSFORMED", "")
    target = target.replace("s3://", "s3a://", 1) if target else (base / "curated").as_uri()
    recipe = json.loads(Path(__file__).with_name("recipe.json").read_text(encoding="utf-8"))
    made = spark.session(SparkSession.builder.appName("transform"))
    try:
        frame, order = spark.read_folder(made, base / "input/raw", recipe=recipe)
        rows = spark.transform(frame, order, recipe=recipe)
        rows.write.csv(target, header=True, mode="overwrite", quote='"', escape='"', emptyValue="")
    except (RecipeError, OSError) as error:
        return _failed(str(error))
    except PySparkException as error:
        return _failed(f"Spark: {error.getErrorClass() or type(error).__name__}")
    finally:
        made.stop()
    print(f"recipe={recipe['name']};")
    return 0


def _failed(reason: str) -> int:
    print(f"transforming failed: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
