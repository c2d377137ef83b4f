#!/usr/bin/env python3
"""Serve the model under /opt/ml/model: SageMaker runs this as `serve`, the laptop as `python model_code/serve.py`."""

import logging
import sys

import uvicorn
from pydantic import ValidationError

from tabular.app import Application, create_app
from tabular.predictor import BrokenArtifact, Predictor
from tabular.settings import ServingSettings


def application() -> Application:
    """Load the model and make the application; each worker process calls this once."""
    settings = ServingSettings.from_environment()
    return create_app(Predictor.load(settings.model_directory), max_body_bytes=settings.max_body_bytes)


def main() -> int:
    """Check the artifact, then listen until SIGTERM; returns 1 with a readable reason if the model cannot load."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    settings = ServingSettings.from_environment()
    try:
        # Checked here because a worker that dies while loading would be restarted for ever.
        Predictor.load(settings.model_directory)
    except (BrokenArtifact, ValidationError) as error:
        logging.getLogger("lab2api.serve").error("The model in %s cannot be served: %s", settings.model_directory, error)
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
