"""The Lambda entry point: reads the settings, makes the clients and wires the rest."""

import os
import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics

from http_api.aws_calls import AwsService, ask_once
from http_api.entry import entry_point
from http_api.retries import Clock
from http_api.telemetry import Telemetry

from .routes import Routes
from .settings import Settings
from .store import ATTEMPT_SECONDS, Store


def wire(
    *, settings: Settings, clients: dict[str, Any], logger: Logger, metrics: Metrics, clock: Clock
) -> Routes:
    """Put the function together over boto3 clients, or what stands for them in a test."""
    store = Store(
        get_record=clients["sagemaker-featurestore-runtime"].get_record,
        describe=clients["sagemaker"].describe_feature_group,
        service=AwsService(name="sagemaker", attempt_seconds=ATTEMPT_SECONDS, clock=clock),
    )
    return Routes(
        settings=settings, telemetry=Telemetry(logger=logger, metrics=metrics), store=store, now=clock.now
    )


def _clients() -> dict[str, Any]:
    once = ask_once(attempt_seconds=ATTEMPT_SECONDS)
    return {
        "sagemaker": boto3.client("sagemaker", config=once),
        "sagemaker-featurestore-runtime": boto3.client("sagemaker-featurestore-runtime", config=once),
    }


logger, metrics = Logger(), Metrics()
# At import: SnapStart keeps the clients and the parsed service models in its snapshot.
_routes = wire(
    settings=Settings.from_environ(os.environ),
    clients=_clients(),
    logger=logger,
    metrics=metrics,
    clock=Clock(now=time.monotonic),
)


def _answer(event: dict[str, Any], context: Any) -> dict[str, Any]:
    _routes.telemetry.received()
    return _routes.app.resolve(event, context)


handle = entry_point(_answer, logger=logger, metrics=metrics)
