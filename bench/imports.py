"""How long a cold process takes to import the proxy's handler, beside a bare one: whole processes in turns.

Sources as they are shipped: without bytecode, which Lambda cannot write beside them either.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.starter import ROOT
from bench.stubbed_handler import VARIABLES

PACKAGES = ("inference_proxy", "served_models", "prediction_jobs", "job_store", "http_api")
BARE = """import boto3

client = boto3.client("sagemaker-runtime")


def handle(event, context):
    return client.invoke_endpoint(EndpointName="x", Body=event["body"])
"""
MODULES = {"bare": "bare_handler", "ours": "inference_proxy.handler"}


def measure(rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each process over `rounds` turns; one before them is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in MODULES}
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        _ship(Path(directory))
        for turn in range(rounds + 1):
            for name, module in MODULES.items():
                milliseconds = _run(module, Path(directory))
                if turn:
                    taken[name].append(milliseconds)
    return {name: median(values) for name, values in taken.items()}


def _ship(directory: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / "lambda" / package, directory / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    (directory / "bare_handler.py").write_text(BARE, encoding="utf-8")


def _run(module: str, directory: Path) -> float:
    """Import as on Lambda, where the tracer is on."""
    variables = VARIABLES | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(directory),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LAMBDA_TASK_ROOT": str(directory),
    }
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], env=variables, check=True)
    return (time.perf_counter() - started) * 1000
