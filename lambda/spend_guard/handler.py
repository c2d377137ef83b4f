"""Entry point: each minute, at an event that something began, or by order of the instructor."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from pydantic import ValidationError

from class_ledger import heartbeat
from class_ledger.leases import Leases
from spend_guard.clients import Clients
from spend_guard.freezing import Freezer
from spend_guard.guard import Guard
from spend_guard.orders import OrderError, Orders
from spend_guard.outbox import Outbox
from spend_guard.report import Report
from spend_guard.settings import Command, Settings
from spend_guard.telling import message, metric_line

HINT = "hint"
JUST_NOW = timedelta(seconds=20)
"""An event within this of the last run starts none: the next minute sees it, and storms cost nothing."""
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 4}, connect_timeout=5, read_timeout=20)

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Run once. An order that cannot be carried out is answered with `refused`: it is no fault."""
    settings, now = Settings.from_environ(os.environ), datetime.now(tz=UTC)
    clients = _clients(settings)
    if event.get("kind") == HINT and _ran_just_now(clients.table, settings, now):
        return {"skipped": True}
    ordered: dict[str, Any] = {}
    if "action" in event:
        try:
            ordered = _order(Command.model_validate(event), clients, settings)
        except (OrderError, ValidationError) as error:
            return {"refused": str(error)}
    report = Guard(settings=settings, clients=clients).run(now, left=_left(context))
    _tell(report, settings, now)
    _publish(Outbox(table=clients.table, class_name=settings.class_name), settings)
    return ordered | {"leases": report.leases, "stopped": report.stopped, "failed": report.failed}


def _ran_just_now(table: Any, settings: Settings, now: datetime) -> bool:
    last = heartbeat.read(table, settings.class_name)
    return last is not None and now - last.at < JUST_NOW


def _order(command: Command, clients: Clients, settings: Settings) -> dict[str, Any]:
    orders = Orders(
        leases=Leases(table=clients.table),
        freezer=Freezer(
            iam=clients.iam,
            apigateway=clients.apigateway,
            table=clients.table,
            policy=settings.freeze_policy,
        ),
        class_name=settings.class_name,
    )
    lease = orders.carry_out(command)
    logger.info("Ordered", extra={"action": command.action, "sandbox": lease.sandbox})
    return {"state": lease.state, "reason": lease.reason}


def _tell(report: Report, settings: Settings, now: datetime) -> None:
    """Write metrics before the message: a topic that fails must not look like a guard that did not run."""
    line = metric_line(report, environment=settings.environment, class_name=settings.class_name, now=now)
    sys.stdout.write(line + "\n")
    logger.info(
        "Looked",
        extra={
            "running": report.running,
            "stopped": report.stopped,
            "not_stopped": report.not_stopped,
            "failed": report.failed,
            "waiting": report.waiting,
        },
    )


def _publish(outbox: Outbox, settings: Settings) -> None:
    """Tell people what nobody has heard yet; what could not be told is tried again by the next run."""
    if news := outbox.all():
        subject, text = message(news, class_name=settings.class_name)
        boto3.client("sns", config=_CONFIG).publish(TopicArn=settings.topic, Subject=subject, Message=text)
        outbox.done(news)


def _left(context: LambdaContext) -> Callable[[], float]:
    """Tell the seconds that Lambda still gives this run."""
    return lambda: context.get_remaining_time_in_millis() / 1000


def _clients(settings: Settings) -> Clients:
    return Clients(
        sagemaker=boto3.client("sagemaker", config=_CONFIG),
        iam=boto3.client("iam", config=_CONFIG),
        apigateway=boto3.client("apigateway", config=_CONFIG),
        cloudwatch=boto3.client("cloudwatch", config=_CONFIG),
        bedrock=boto3.client("bedrock", config=_CONFIG) if settings.bedrock else None,
        table=boto3.resource("dynamodb", config=_CONFIG).Table(settings.table),
    )
