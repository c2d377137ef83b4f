"""Entry point: a state machine asks for one step of a drift run."""

import os
from typing import Annotated, Any, Literal

import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from drift_run.conclude import conclude
from drift_run.prepare import prepare
from drift_run.settings import Settings
from drift_run.store import AwsStore

CALLS = Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prepare(_Asked):
    """`started` is when the execution began, the end of its window."""

    step: Literal["prepare"]
    execution: str
    started: str


class Conclude(_Asked):
    """`folder` is what `prepare` answered."""

    step: Literal["conclude"]
    folder: str


ASKED: TypeAdapter[Prepare | Conclude] = TypeAdapter(
    Annotated[Prepare | Conclude, Field(discriminator="step")]
)
logger = Logger()
tracer = Tracer()


@tracer.capture_lambda_handler(capture_response=False)
@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do one step; an error is the step's failure, with its reason."""
    del context
    asked, settings = ASKED.validate_python(event), Settings.from_environ(os.environ)
    store = AwsStore(
        s3=boto3.client("s3", config=CALLS),
        ssm=boto3.client("ssm", config=CALLS),
        bucket=settings.bucket,
        parameter=settings.entry,
    )
    if isinstance(asked, Prepare):
        return prepare(execution=asked.execution, started=asked.started, settings=settings, store=store)
    return conclude(folder=asked.folder, settings=settings, store=store)
