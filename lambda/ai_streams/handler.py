"""The entry point, started by run.sh: reads the settings, makes the client, serves."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger

from ai_chat.bedrock import REFUSED
from http_api.aws_calls import AwsService, ask_once
from http_api.prices import read_prices
from http_api.retries import Clock
from http_streams.relay import Limits
from http_streams.server import run

from .bedrock import ATTEMPT_SECONDS, BedrockStream
from .routes import Routes
from .settings import Settings


def wire(
    *, settings: Settings, clients: dict[str, Any], logger: Logger, clock: Clock, limits: Limits
) -> Routes:
    """Put the function together over boto3 clients, or what stands for them in a test."""
    service = AwsService(name="bedrock", attempt_seconds=ATTEMPT_SECONDS, clock=clock, refused=REFUSED)
    return Routes(
        settings=settings,
        prices=read_prices(),
        bedrock=BedrockStream(clients["bedrock-runtime"], service=service, settings=settings),
        logger=logger,
        service="ai_streams",
        limits=limits,
        clock=clock,
    )


def main() -> None:
    """Serve until the environment ends."""
    settings = Settings.from_environ(os.environ)
    client = boto3.client("bedrock-runtime", config=ask_once(attempt_seconds=ATTEMPT_SECONDS))
    run(
        wire(
            settings=settings,
            clients={"bedrock-runtime": client},
            logger=Logger(),
            clock=Clock(),
            limits=Limits(seconds=settings.stream_seconds),
        )
    )


if __name__ == "__main__":
    main()
