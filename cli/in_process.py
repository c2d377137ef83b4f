"""The model's own prediction, computed here, without a server, to compare with the API."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import config
from cli.registry import Release
from cli.target import ROOT, Target
from tabular.artifact import unpack


def first_rows(*, model: str, count: int) -> list[list[Any]]:
    """Return the first rows of the starter data as instances: values in the card's order, no target."""
    folder = ROOT / config.load("local").models[model].starter
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    with (folder / "data.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(count), strict=False)]
    names = {feature["name"]: feature["type"] for feature in card["features"]}
    return [[float(row[n]) if kind == "number" else row[n] for n, kind in names.items()] for row in rows]


def predict_in_process(*, target: Target, release: Release, instances: list[Any]) -> list[Any]:
    """Download the release's artifact and run its ONNX model here."""
    location = urlsplit(release.model_data)
    with tempfile.TemporaryDirectory(prefix="lab2api-model-") as folder:
        archive = Path(folder) / "model.tar.gz"
        target.client("s3").download_file(location.netloc, location.path.lstrip("/"), str(archive))
        unpack(archive, Path(folder))
        import inference  # ONNX Runtime takes a quarter of a second, which other verbs do not need

        model = inference.model_fn(folder)
        body = json.dumps({"instances": instances}).encode()
        return list(inference.predict_fn(inference.input_fn(body, "application/json"), model))
