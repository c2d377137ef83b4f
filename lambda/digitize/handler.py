"""The Lambda entry point for API Gateway and for the state machine; boto3's clients are made here."""

import os
import time
from functools import partial
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from document_pages.collecting import CALL_SECONDS
from document_pages.jobs import Job
from http_api.aws_calls import ask_once
from http_api.entry import entry_point
from http_api.prices import read_prices
from http_api.problems import Kind, ProblemError
from http_api.retries import Clock
from http_api.telemetry import Telemetry
from http_api.uploads import find_upload
from job_store.objects import Bucket

from .page_services import TEXT_SECONDS, TEXTRACT_SECONDS, Clients
from .routes import DigitizeRoutes, execution_input
from .settings import Settings
from .steps import Steps
from .whole_document import WholeDocument

STORE = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
STARTED = "ExecutionAlreadyExists"


def start_chain(client: Any, state_machine: str, job: Job) -> None:
    """Start the state machine; the execution's name makes a second start find the first."""
    try:
        client.start_execution(stateMachineArn=state_machine, name=job.token, input=execution_input(job))
    except ClientError as error:
        if error.response["Error"]["Code"] == STARTED:
            return
        raise _unavailable() from error
    except BotoCoreError as error:
        raise _unavailable() from error


def _unavailable() -> ProblemError:
    return ProblemError(Kind.UNAVAILABLE, "The job could not be started: try again.", retry_after=5)


def _wire() -> tuple[DigitizeRoutes, Steps]:
    settings = Settings.from_environ(os.environ)
    s3, states = boto3.client("s3", config=STORE), boto3.client("stepfunctions", config=STORE)
    text = ask_once(attempt_seconds=TEXT_SECONDS)
    clients = Clients(
        textract=boto3.client("textract", config=ask_once(attempt_seconds=TEXTRACT_SECONDS)),
        textract_jobs=boto3.client("textract", config=ask_once(attempt_seconds=CALL_SECONDS)),
        comprehend=boto3.client("comprehend", config=text),
        translate=boto3.client("translate", config=text),
        clock=Clock(),
    )
    objects, prices = Bucket(s3, settings.bucket), read_prices()
    routes = DigitizeRoutes(
        settings=settings,
        prices=prices,
        telemetry=Telemetry(logger=logger, metrics=metrics),
        objects=objects,
        find=partial(find_upload, bucket=settings.bucket, get_object=s3.get_object),
        clients=clients,
        start=partial(start_chain, states, settings.state_machine),
        now=time.time,
    )
    steps = Steps(
        objects=objects,
        clients=clients,
        whole=WholeDocument(clients=clients, objects=objects, bucket=settings.bucket),
        bucket=settings.bucket,
        prices=prices,
        now=time.time,
    )
    return routes, steps


logger, metrics = Logger(), Metrics()
# At import: SnapStart keeps the clients and the parsed service models in its snapshot.
_routes, _steps = _wire()


def _answer(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway REST proxy event, or do one step of the state machine."""
    if "step" in event:
        return _steps.handle(event, remaining=lambda: context.get_remaining_time_in_millis() / 1000)
    return _routes.handle(event, context)


handle = entry_point(_answer, logger=logger, metrics=metrics)
