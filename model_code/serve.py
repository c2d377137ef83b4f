#!/usr/bin/env python3
"""Serve the model under /opt/ml/model: `serve` in the container, `python model_code/serve.py` on a laptop."""

import logging
import sys

import uvicorn
from pydantic import ValidationError

from tabular.app import Application, create_app
from tabular.predictor import BrokenArtifactError, Predictor
from tabular.settings import ServingSettings


def application() -> Application:
    """Load the model and make the application; each worker process calls this once."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    settings = ServingSettings.from_environment()
    return create_app(Predictor.load(settings.model_directory), max_body_bytes=settings.max_body_bytes)


def main() -> int:
    """Check the artifact, then listen until SIGTERM; returns 1 with the reason if the model cannot load."""
    settings = ServingSettings.from_environment()
    try:
        # Checked here because a worker that dies while loading would be restarted for ever.
        Predictor.load(settings.model_directory)
    except (BrokenArtifactError, ValidationError) as error:
        print(f"The model in {settings.model_directory} cannot be served: {error}", file=sys.stderr)
        return 1
    uvicorn.run(
        "serve:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
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
