"""The entry point, started by run.sh: reads the settings, makes the clients, serves."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger

from http_api.aws_calls import ask_once
from http_api.retries import Clock
from http_streams.relay import Limits
from http_streams.server import run
from served_models.aws import READ_TWICE, read_object, read_parameters
from served_models.catalog import Catalog

from .endpoint import ATTEMPT_SECONDS, EndpointStream
from .routes import Routes
from .settings import Settings


def wire(
    *, settings: Settings, clients: dict[str, Any], logger: Logger, clock: Clock, limits: Limits
) -> Routes:
    """Put the function together over boto3 clients, or what stands for them in a test."""
    catalog = Catalog(
        read_parameters=lambda: read_parameters(clients["ssm"], settings.models_path),
        read_object=lambda bucket, key: read_object(clients["s3"], bucket, key),
        warn=logger.warning,
        now=clock.now,
    )
    return Routes(
        settings=settings,
        catalog=catalog,
        endpoint=EndpointStream(clients["sagemaker-runtime"], clock=clock),
        logger=logger,
        service="model_streams",
        limits=limits,
        clock=clock,
    )


def main() -> None:
    """Serve until the environment ends."""
    settings = Settings.from_environ(os.environ)
    clients = {
        "ssm": boto3.client("ssm", config=READ_TWICE),
        "s3": boto3.client("s3", config=READ_TWICE),
        "sagemaker-runtime": boto3.client(
            "sagemaker-runtime", config=ask_once(attempt_seconds=ATTEMPT_SECONDS)
        ),
    }
    limits = Limits(seconds=settings.stream_seconds)
    run(wire(settings=settings, clients=clients, logger=Logger(), clock=Clock(), limits=limits))


if __name__ == "__main__":
    main()
