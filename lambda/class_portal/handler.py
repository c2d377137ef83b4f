"""The Lambda entry point: reads the settings, makes the clients and wires the rest."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from botocore.config import Config

from class_ledger import heartbeat
from class_ledger.attempts import Attempts
from class_ledger.leases import Leases
from class_ledger.tokens import Tokens
from http_api.aws_calls import AwsService, ask_once
from http_api.entry import entry_point
from http_api.metered import Work
from http_api.telemetry import Telemetry
from http_api.usage import Usage

from .admission import Admitted
from .door import Door
from .routes import PortalRoutes, Ports
from .settings import Settings

ATTEMPT_SECONDS = 6.0
URL_SECONDS = 30
"""The browser follows at once; an address that leaked is soon of no use (5 to 300 are allowed)."""
STORE = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})


def wire(
    *,
    settings: Settings,
    table: Any,
    sagemaker: Any,
    logger: Logger,
    metrics: Metrics,
    now: Callable[[], datetime],
) -> PortalRoutes:
    """Put the function together over a boto3 Table and a client, or what stands for them in a test."""
    name, leases = settings.class_name, Leases(table=table)
    service = AwsService(name="sagemaker", attempt_seconds=ATTEMPT_SECONDS)

    def studio(admitted: Admitted, remaining: Callable[[], float]) -> str:
        answered = service.ask(
            sagemaker.create_presigned_domain_url,
            work=Work(remaining=remaining, usage=Usage()),
            units={},
            DomainId=settings.domain_id,
            UserProfileName=admitted.profile,
            ExpiresInSeconds=URL_SECONDS,
            SessionExpirationDurationInSeconds=admitted.seconds,
        )
        return str(answered["AuthorizedUrl"])

    return PortalRoutes(
        settings=settings,
        telemetry=Telemetry(logger=logger, metrics=metrics),
        door=Door(class_name=name, tokens=Tokens(table=table), attempts=Attempts(table=table)),
        ports=Ports(
            lease=lambda slug: leases.get(name, slug),
            leases=lambda: leases.all(name),
            heartbeat=lambda: heartbeat.read(table, name),
            studio=studio,
        ),
        now=now,
    )


logger, metrics = Logger(), Metrics()
_settings = Settings.from_environ(os.environ)
_routes = wire(
    settings=_settings,
    table=boto3.resource("dynamodb", config=STORE).Table(_settings.table),
    sagemaker=boto3.client("sagemaker", config=ask_once(attempt_seconds=ATTEMPT_SECONDS)),
    logger=logger,
    metrics=metrics,
    now=lambda: datetime.now(UTC),
)


def _answer(event: dict[str, Any], context: Any) -> dict[str, Any]:
    _routes.telemetry.received()
    return _routes.app.resolve(event, context)


handle = entry_point(_answer, logger=logger, metrics=metrics)
