"""The Lambda entry point, and the only file that knows boto3: AWS's calls and errors become ports here."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

from http_api.problems import Kind
from http_api.retries import AttemptError, Clock

from .catalog import Catalog, ReadError
from .endpoint import ATTEMPT_SECONDS, InvokeEndpoint, failed
from .predict import Predictor
from .routes import Routes
from .settings import Settings
from .telemetry import PredictionTelemetry

CONNECT_SECONDS = 2
# botocore counts the first call as an attempt: 1 means no retries of its own, ours are in endpoint.py.
ASK_ONCE = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=ATTEMPT_SECONDS - CONNECT_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 1},
)
READ_TWICE = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
# Ten parameters a page (API reference, GetParametersByPath): 500 models.
MOST_PAGES = 50


def invoking(client: Any) -> InvokeEndpoint:
    """Make the paid call a port: one attempt, its errors sorted into kinds."""

    def invoke(*, endpoint: str, body: bytes, attributes: str) -> bytes:
        try:
            response = client.invoke_endpoint(
                EndpointName=endpoint,
                Body=body,
                ContentType="application/json",
                Accept="application/json",
                CustomAttributes=attributes,
            )
            payload: bytes = response["Body"].read()
        except ClientError as error:
            raise failed(error.response["Error"]["Code"]) from error
        except ReadTimeoutError as error:
            raise AttemptError(
                Kind.DEADLINE_EXCEEDED, "The model did not answer in time.", retryable=False
            ) from error
        except BotoCoreError as error:
            raise AttemptError(Kind.UNAVAILABLE, "The model could not be reached.", retryable=True) from error
        return payload

    return invoke


def read_parameters(client: Any, path: str) -> dict[str, str]:
    """Read every parameter below `path`, by the last part of its name."""
    values: dict[str, str] = {}
    token: dict[str, str] = {}
    try:
        for _ in range(MOST_PAGES):
            page = client.get_parameters_by_path(Path=path, Recursive=False, **token)
            values |= {p["Name"].rpartition("/")[2]: p["Value"] for p in page["Parameters"]}
            if not page.get("NextToken"):
                return values
            token = {"NextToken": page["NextToken"]}
    except (ClientError, BotoCoreError) as error:
        raise ReadError("GetParametersByPath failed") from error
    raise ReadError(f"more than {MOST_PAGES} pages of parameters")


def read_object(client: Any, bucket: str, key: str) -> bytes:
    """Read one object's bytes."""
    try:
        content: bytes = client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except (ClientError, BotoCoreError) as error:
        raise ReadError("GetObject failed") from error
    return content


def _wire() -> Routes:
    settings = Settings.from_environ(os.environ)
    ssm, s3 = boto3.client("ssm", config=READ_TWICE), boto3.client("s3", config=READ_TWICE)
    catalog = Catalog(
        read_parameters=lambda: read_parameters(ssm, settings.models_path),
        read_object=lambda bucket, key: read_object(s3, bucket, key),
    )
    invoke = invoking(boto3.client("sagemaker-runtime", config=ASK_ONCE))
    predictor = Predictor(settings=settings, catalog=catalog, invoke=invoke, clock=Clock())
    telemetry = PredictionTelemetry(logger=logger, metrics=metrics)
    return Routes(settings=settings, catalog=catalog, predictor=predictor, telemetry=telemetry)


logger = Logger()
metrics = Metrics()
tracer = Tracer()
# At import: SnapStart keeps the clients and the parsed service models in its snapshot.
_routes = _wire()


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway REST proxy event."""
    _routes.telemetry.received()
    return _routes.app.resolve(event, context)
