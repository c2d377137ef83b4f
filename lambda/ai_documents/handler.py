"""The Lambda entry point, and the only file that makes boto3 clients."""

import os
import time
from functools import partial
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from botocore.config import Config

from document_pages.collecting import CALL_SECONDS
from http_api.aws_calls import AwsService, ask_once
from http_api.entry import entry_point
from http_api.prices import read_prices
from http_api.signing import SIGNING
from http_api.telemetry import Telemetry
from http_api.uploads import find_upload
from job_store.objects import Bucket

from .many_pages import ManyPages
from .predicted import LINK_SECONDS
from .reading import ALONE_SECONDS, PAIRED_SECONDS, Reader, Synchronous
from .routes import DocumentRoutes
from .settings import Settings
from .textract_jobs import Asynchronous

STORE = SIGNING.merge(
    Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
)


def _textract(attempt_seconds: float) -> AwsService:
    return AwsService(name="textract", attempt_seconds=attempt_seconds)


def _at_once(attempt_seconds: float) -> Synchronous:
    client = boto3.client("textract", config=ask_once(attempt_seconds=attempt_seconds))
    return Synchronous(
        service=_textract(attempt_seconds),
        detect_document_text=client.detect_document_text,
        analyze_document=client.analyze_document,
        analyze_expense=client.analyze_expense,
    )


def _later() -> Asynchronous:
    client = boto3.client("textract", config=ask_once(attempt_seconds=CALL_SECONDS))
    return Asynchronous(
        start_document_text_detection=client.start_document_text_detection,
        get_document_text_detection=client.get_document_text_detection,
        start_document_analysis=client.start_document_analysis,
        get_document_analysis=client.get_document_analysis,
        start_expense_analysis=client.start_expense_analysis,
        get_expense_analysis=client.get_expense_analysis,
    )


def _link(s3: Any, *, bucket: str, key: str) -> str:
    where = {"Bucket": bucket, "Key": key}
    return str(s3.generate_presigned_url("get_object", Params=where, ExpiresIn=LINK_SECONDS))


def _wire() -> DocumentRoutes:
    settings = Settings.from_environ(os.environ)
    s3 = boto3.client("s3", config=STORE)
    objects = Bucket(s3, settings.bucket)
    return DocumentRoutes(
        settings=settings,
        prices=read_prices(),
        telemetry=Telemetry(logger=logger, metrics=metrics),
        objects=objects,
        find=partial(find_upload, bucket=settings.bucket, get_object=s3.get_object),
        sign_form=boto3.client("s3", config=SIGNING).generate_presigned_post,
        reader=Reader(alone=_at_once(ALONE_SECONDS), paired=_at_once(PAIRED_SECONDS), bucket=settings.bucket),
        many_pages=ManyPages(
            service=_textract(CALL_SECONDS), calls=_later(), objects=objects, bucket=settings.bucket
        ),
        link=lambda key: _link(s3, bucket=settings.bucket, key=key),
        now=time.time,
    )


logger, metrics = Logger(), Metrics()
# At import: SnapStart keeps the clients and the parsed service models in its snapshot.
handle = entry_point(_wire().handle, logger=logger, metrics=metrics)
