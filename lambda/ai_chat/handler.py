"""The Lambda entry point: reads the settings, makes the clients and wires the rest."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics

from http_api.aws_calls import AwsService, ask_once
from http_api.entry import entry_point
from http_api.prices import read_prices
from http_api.retries import Clock
from http_api.telemetry import Telemetry

from .bedrock import ATTEMPT_SECONDS, REFUSED, Bedrock
from .routes import Routes
from .settings import Settings


def wire(
    *, settings: Settings, clients: dict[str, Any], logger: Logger, metrics: Metrics, clock: Clock
) -> Routes:
    """Put the function together over boto3 clients, or what stands for them in a test."""
    service = AwsService(name="bedrock", attempt_seconds=ATTEMPT_SECONDS, clock=clock, refused=REFUSED)
    return Routes(
        settings=settings,
        telemetry=Telemetry(logger=logger, metrics=metrics),
        prices=read_prices(),
        bedrock=Bedrock(clients["bedrock-runtime"], service=service, settings=settings),
    )


def _clients() -> dict[str, Any]:
    return {
        "bedrock-runtime": boto3.client("bedrock-runtime", config=ask_once(attempt_seconds=ATTEMPT_SECONDS))
    }


logger, metrics = Logger(), Metrics()
# At import: SnapStart keeps the clients and the parsed service models in its snapshot.
_routes = wire(
    settings=Settings.from_environ(os.environ),
    clients=_clients(),
    logger=logger,
    metrics=metrics,
    clock=Clock(),
)
handle = entry_point(_routes.handle, logger=logger, metrics=metrics)
