"""The Lambda entry point, and the only file that makes boto3 clients: AWS's calls become ports here."""

import os
import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from http_api.aws_calls import ask_once
from http_api.retries import Clock
from http_api.telemetry import Telemetry
from job_store.objects import Bucket, StoreError
from served_models.aws import (
    READ_TWICE,
    invoking,
    invoking_async,
    read_object,
    read_parameters,
)
from served_models.catalog import Catalog
from served_models.containers import asking_containers, by_address, connections

from .asking import Asker
from .batch import Batch, ShowAgain
from .notified import Finisher
from .settings import Settings
from .working import Worker

# Whole uploads are read, and results written.
STORE = Config(connect_timeout=1, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 2})


def showing_again(client: Any, *, queue_url: str) -> ShowAgain:
    """Make SQS's ChangeMessageVisibility a port."""

    def show_again(*, receipt: str, seconds: int) -> None:
        try:
            client.change_message_visibility(
                QueueUrl=queue_url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )
        except (ClientError, BotoCoreError) as error:
            raise StoreError("ChangeMessageVisibility failed") from error

    return show_again


def _wire() -> Batch:
    settings, clock = Settings.from_environ(os.environ), Clock()
    runtime = boto3.client("sagemaker-runtime", config=ask_once(attempt_seconds=settings.attempt_seconds))
    ssm, s3 = boto3.client("ssm", config=READ_TWICE), boto3.client("s3", config=STORE)
    objects = Bucket(s3, settings.bucket)
    catalog = Catalog(
        read_parameters=lambda: read_parameters(ssm, settings.models_path),
        read_object=lambda bucket, key: read_object(s3, bucket, key),
        warn=logger.warning,
    )
    asker = Asker(
        objects=objects,
        invoke=by_address(
            endpoints=invoking(runtime),
            containers=asking_containers(connections(attempt_seconds=settings.attempt_seconds)),
        ),
        clock=clock,
        attempt_seconds=settings.attempt_seconds,
        most_rows=settings.max_rows,
        most_bytes=settings.max_body_bytes,
    )
    worker = Worker(
        objects=objects,
        catalog=catalog,
        asker=asker,
        invoke_async=invoking_async(runtime, bucket=settings.bucket),
        most_upload_bytes=settings.max_upload_bytes,
        now=time.time,
    )
    return Batch(
        worker=worker,
        finisher=Finisher(worker=worker, catalog=catalog, bucket=settings.bucket),
        show_again=showing_again(boto3.client("sqs", config=READ_TWICE), queue_url=settings.queue_url),
        undelivered_arn=settings.undelivered_arn,
        telemetry=Telemetry(logger=logger, metrics=Metrics()),
        clock=clock,
        now=time.time,
    )


logger = Logger()
tracer = Tracer()
_batch = _wire()


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work off one batch of SQS messages."""
    return _batch.work(event, remaining=lambda: context.get_remaining_time_in_millis() / 1000)
