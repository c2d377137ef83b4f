#!/usr/bin/env python3
"""Serve the model under /opt/ml/model: `serve` in the container, `python model_code/serve.py` on a laptop."""

import logging
import sys
from pathlib import Path

import orjson
import uvicorn
from pydantic import ValidationError

import generative.app
from generative.generator import CARD_FILE, Generator
from tabular.app import create_app
from tabular.contract import Application
from tabular.multi_model import Models, create_multi_model_app
from tabular.predictor import BrokenArtifactError, Predictor
from tabular.settings import ServingSettings
from text_classifier.classifier import Classifier


def application() -> Application:
    """Load the model and make the application; each worker process calls this once."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    settings = ServingSettings.from_environment()
    limit, version = settings.max_body_bytes, settings.model_version
    if settings.multi_model:
        models = Models(base=settings.base, most=settings.most_models, max_body_bytes=limit)
        return create_multi_model_app(models)
    model = load(settings.model_directory)
    if isinstance(model, Generator):
        return generative.app.create_app(model, max_body_bytes=limit, model_version=version)
    return create_app(model, max_body_bytes=limit, model_version=version)


def load(directory: Path) -> Predictor | Classifier | Generator:
    """Load the model that the card in `directory` is about; raises what any of the three raises."""
    card = directory / CARD_FILE
    task = orjson.loads(card.read_bytes()).get("task") if card.is_file() else None
    if task == "generation":
        return Generator.load(directory)
    return Classifier.load(directory) if task == "text-classification" else Predictor.load(directory)


def main() -> int:
    """Check the artifact, then listen until SIGTERM; returns 1 with the reason if the model cannot load."""
    settings = ServingSettings.from_environment()
    try:
        # Checked here because a worker that dies while loading would be restarted for ever.
        if not settings.multi_model:
            load(settings.model_directory)
    except (BrokenArtifactError, ValidationError, orjson.JSONDecodeError) as error:
        print(f"The model in {settings.model_directory} cannot be served: {error}", file=sys.stderr)
        return 1
    uvicorn.run(
        "serve:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        # A model that is loaded in one worker is not in another.
        workers=1 if settings.multi_model else settings.workers,
        http="httptools",
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        # SageMaker reuses connections; closing them under it would show as 5xx.
        timeout_keep_alive=75,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
