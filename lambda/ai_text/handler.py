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

from . import comprehend, translate
from .analysis import Merger
from .comprehend import Comprehend
from .pii import PiiFinder
from .readings import Reader
from .routes import Routes
from .settings import Settings
from .translate import Translate


def wire(
    *, settings: Settings, clients: dict[str, Any], logger: Logger, metrics: Metrics, clock: Clock
) -> Routes:
    """Put the function together over boto3 clients, or what stands for them in a test."""
    text = AwsService(name="comprehend", attempt_seconds=comprehend.ATTEMPT_SECONDS, clock=clock)
    pairs = AwsService(
        name="translate",
        attempt_seconds=translate.ATTEMPT_SECONDS,
        clock=clock,
        refused=translate.REFUSED,
    )
    asked = Comprehend(clients["comprehend"], service=text)
    translator = Translate(clients["translate"], service=pairs)
    return Routes(
        settings=settings,
        telemetry=Telemetry(logger=logger, metrics=metrics),
        prices=read_prices(),
        comprehend=asked,
        translate=translator,
        reader=Reader(comprehend=asked, translate=translator),
        finder=PiiFinder(comprehend=asked, service=text),
        merger=Merger(service=text),
    )


def _clients() -> dict[str, Any]:
    return {
        "comprehend": boto3.client("comprehend", config=ask_once(attempt_seconds=comprehend.ATTEMPT_SECONDS)),
        "translate": boto3.client("translate", config=ask_once(attempt_seconds=translate.ATTEMPT_SECONDS)),
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
