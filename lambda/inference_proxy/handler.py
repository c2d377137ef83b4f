"""The Lambda entry point, and the only file that makes boto3 clients: AWS's calls become ports in aws.py."""

# First, as it spares everything below the garbage collector.
from http_api import uncollected  # isort: split

import os
import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext

from http_api.retries import Clock
from http_api.snapshot import Later, prepare
from job_store.objects import Bucket
from served_models.aws import ASK_ONCE, READ_TWICE, invoking, invoking_async, read_object, read_parameters
from served_models.catalog import Catalog
from served_models.containers import asking_containers, by_address, connections
from served_models.endpoint import ATTEMPT_SECONDS

from .aws import STORE, looking, presigning, sending
from .checking import Checker
from .predict import Predictor
from .queued import Queue
from .routes import Routes
from .settings import Settings
from .telemetry import PredictionTelemetry
from .uploads import Uploads


def _wire() -> Routes:
    settings = Settings.from_environ(os.environ)
    objects = Bucket(s3, settings.bucket)
    catalog = Catalog(
        read_parameters=lambda: read_parameters(ssm, settings.models_path),
        read_object=lambda bucket, key: read_object(s3, bucket, key),
        warn=logger.warning,
    )
    uploads = Uploads(
        presign=presigning(s3, bucket=settings.bucket),
        look=looking(s3, bucket=settings.bucket),
        most_bytes=settings.max_upload_bytes,
        now=time.time,
    )
    queue = Queue(
        objects=objects,
        send=sending(sqs, queue_url=settings.queue_url),
        invoke_async=invoking_async(runtime, bucket=settings.bucket),
        seconds=settings.job_seconds,
        now=time.time,
        clock=Clock(),
    )
    return Routes(
        settings=settings,
        catalog=catalog,
        predictor=Predictor(
            checker=Checker(settings=settings, catalog=catalog, uploads=uploads),
            invoke=by_address(
                endpoints=invoking(runtime),
                containers=asking_containers(connections(attempt_seconds=ATTEMPT_SECONDS)),
            ),
            queue=queue,
            clock=Clock(),
        ),
        uploads=uploads,
        telemetry=PredictionTelemetry(logger=logger, metrics=metrics),
    )


logger = Logger()
metrics = Metrics()
# botocore is what calls AWS; left to choose, the tracer would import all that it could patch.
tracer = Tracer(patch_modules=("botocore",))
runtime = boto3.client("sagemaker-runtime", config=ASK_ONCE)
s3 = Later(lambda: boto3.client("s3", config=STORE))
ssm = Later(lambda: boto3.client("ssm", config=READ_TWICE))
sqs = Later(lambda: boto3.client("sqs", config=READ_TWICE))
_routes = _wire()
prepare(s3, ssm, sqs, environ=os.environ)
uncollected.finish()


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway REST proxy event."""
    _routes.telemetry.received()
    return _routes.app.resolve(event, context)
