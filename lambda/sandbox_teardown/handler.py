"""Entry point: a state machine asks for one step of a teardown."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from sandbox_teardown.asked import ASKED, GiveUp, Stage, Step, Students
from sandbox_teardown.ledger import Ledger
from sandbox_teardown.reports import Reports
from sandbox_teardown.settings import Settings
from sandbox_teardown.stages import Clients
from sandbox_teardown.wiping import Wiping

CALLS = Config(connect_timeout=2, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 5})
COPIES = CALLS.merge(Config(read_timeout=180))
"""S3 answers a copy when it is made; a part of it has 512 MB or more."""
RESERVE_SECONDS = 60.0
"""Of the function's time, to end what was begun and to answer."""

logger = Logger()
tracer = Tracer()


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do one step; an error is the step's failure, with its reason."""
    asked, settings = ASKED.validate_python(event), Settings.from_environ(os.environ)
    clients = connect(settings)
    if isinstance(asked, Students):
        return of_class(asked, clients, settings)

    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS

    return of_student(asked, Wiping(clients, settings, asked.slug, seconds_left=seconds_left))


def of_student(asked: Step | Stage | GiveUp, wiping: Wiping) -> dict[str, Any]:
    """Do one step for one student and return what the machine goes on with."""
    if isinstance(asked, GiveUp):
        wiping.give_up(f"{asked.error} {asked.cause}".strip())
        return {}
    if isinstance(asked, Step):
        steps = {"claim": wiping.claim, "shut": wiping.shut, "plan": wiping.plan}
        return steps[asked.step]() or {}
    if asked.step == "finish":
        return {"clean": wiping.finish(asked.progress)}
    if asked.step in ("export", "reexport"):
        return wiping.export(asked.progress, stage=asked.step).model_dump()
    if asked.step == "search":
        return wiping.look_again(asked.progress).model_dump()
    return wiping.stage(asked.step, asked.progress).model_dump()


def of_class(asked: Students, clients: Clients, settings: Settings) -> dict[str, Any]:
    """Return who is to be wiped, or how it ended."""
    leases = Ledger(table=clients.table, class_name=settings.class_name).all()
    chosen = [lease for lease in leases if not asked.students or lease.slug in asked.students]
    if asked.step == "students":
        slugs = asked.students or [lease.slug for lease in leases]
        return {"students": [{"slug": slug} for slug in slugs]}
    missing = sorted(set(asked.students) - {lease.slug for lease in chosen})
    reports = Reports(s3=clients.s3, bucket=settings.exports)
    return reports.conclude(settings.class_name, chosen, missing=missing).model_dump()


def connect(settings: Settings) -> Clients:
    """Make the clients that a step may need."""
    return Clients(
        sagemaker=boto3.client("sagemaker", config=CALLS),
        s3=boto3.client("s3", config=COPIES),
        iam=boto3.client("iam", config=CALLS),
        apigateway=boto3.client("apigateway", config=CALLS),
        logs=boto3.client("logs", config=CALLS),
        bedrock=boto3.client("bedrock", config=CALLS),
        budgets=boto3.client("budgets", config=CALLS),
        cloudwatch=boto3.client("cloudwatch", config=CALLS),
        tagging=boto3.client("resourcegroupstaggingapi", config=CALLS),
        table=boto3.resource("dynamodb", config=CALLS).Table(settings.table),
    )
